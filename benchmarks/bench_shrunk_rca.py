"""Shrunk RCA of large tables against the plain formulation with scipy, cell by cell: seconds, peak memory, agreement.

Run: `python benchmarks/bench_shrunk_rca.py [REGIONSxACTIVITIES ...]`, by default 300x800 and 1000x2500. Both get the
same simulated counts (gamma-Poisson, one count a cell on average), each in a process of its own; making the counts and
imports are left out of the time, the peak memory includes them. The plain way evaluates the adjusted likelihood over
all cells with the determinant of a matrix as large as the shorter side, and the functions of the posterior cell by
cell. The places of the top may differ by some 1e-7 in ln ν, within which rounding hides what is higher; given the
same prior the cells agree to 1e-12.
"""

import json
import subprocess
import sys

FRAME = """
import json, resource, sys, time
import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import digamma, gammaincc, gammaincinv, gammaln
from smartspec.regions.counts import as_counts
from smartspec.regions.shrinkage import shrunk_rca
regions, activities = map(int, sys.argv[1].split("x"))
rng = np.random.default_rng(1)
sizes = np.outer(np.exp(rng.normal(0, 0.6, regions)), np.exp(rng.normal(0, 0.6, activities)))
x = rng.poisson(sizes / sizes.mean() * rng.gamma(1.5, 1 / 1.5, sizes.shape)).astype(float)
del sizes
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
start = time.perf_counter()
{work}
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
sample = [float(found[name][::97, ::89].sum()) for name in ("mean", "geometric_mean", "low", "high", "above_one")]
print(json.dumps({{"seconds": seconds, "before": before, "peak": peak, "nu": nu, "sums": sample}}))
"""
PLAIN = """
e = x.sum(axis=1, keepdims=True) * x.sum(axis=0) / x.sum()
counts, times = np.unique(x, return_counts=True)

def mean_at(nu):
    mean = 1.0
    for _ in range(100):
        w = 1 / (1 + mean * e / nu)
        before, mean = mean, (x * w).sum() / (e * w).sum()
        if abs(mean - before) <= 1e-10 * mean:
            return mean

def loss(log_nu):
    nu = np.exp(log_nu)
    mean = mean_at(nu)
    height = times @ (gammaln(counts + nu) - gammaln(nu)) - nu * np.log1p(mean * e / nu).sum()
    height -= (x * np.log1p(nu / (mean * e))).sum()
    w = mean * e / (1 + mean * e / nu)
    w = w if len(w) >= w.shape[1] else w.T
    rows = w.sum(axis=1)
    reduced = np.diag(w.sum(axis=0)) - (w / rows[:, None]).T @ w
    return 0.5 * (np.log(rows).sum() + np.linalg.slogdet(reduced[1:, 1:])[1]) - height

grid = np.linspace(-6, 14, 11)
best = int(np.argmin([loss(point) for point in grid]))
around = (grid[best - 1], grid[best + 1])
nu = float(np.exp(minimize_scalar(loss, bounds=around, method="bounded", options={"xatol": 1e-7}).x))
shapes, rates = x + nu, e + nu / mean_at(nu)
found = {
    "rca": x / e,
    "expected": e,
    "mean": shapes / rates,
    "geometric_mean": np.exp(digamma(shapes) - np.log(rates)),
    "low": gammaincinv(shapes, 0.05) / rates,
    "high": gammaincinv(shapes, 0.95) / rates,
    "above_one": gammaincc(shapes, rates),
}
"""
OURS = """
made = shrunk_rca(as_counts(x), level=0.9)
found, nu = made.values, made.conventions["nu"][0]
"""


def measured(work, size):
    """What one process says."""
    run = subprocess.run(
        [sys.executable, "-c", FRAME.format(work=work), size], capture_output=True, text=True, check=False
    )
    if run.returncode:
        sys.exit(run.stderr)
    return json.loads(run.stdout)


def main():
    """Print a line for each size."""
    print(f"{'table':>10} {'plain':>9} {'ours':>8} {'ratio':>6} {'plain MB':>9} {'ours MB':>8} {'nu':>9} {'cells':>9}")
    for size in sys.argv[1:] or ["300x800", "1000x2500"]:
        plain, ours = measured(PLAIN, size), measured(OURS, size)
        nu = abs(ours["nu"] / plain["nu"] - 1)
        cells = max(abs(a / b - 1) for a, b in zip(ours["sums"], plain["sums"], strict=True))
        assert nu < 1e-6
        assert cells < 1e-6
        memory = [one["peak"] for one in (plain, ours)]
        print(
            f"{size:>10} {plain['seconds']:8.2f}s {ours['seconds']:7.2f}s {plain['seconds'] / ours['seconds']:6.1f} "
            f"{memory[0]:9.0f} {memory[1]:8.0f} {nu:9.1e} {cells:9.1e}"
        )


if __name__ == "__main__":
    main()
