"""Cooperation, gravity and spatial autocorrelation against peers and plain numpy, each case a process of its own.

Run: `python benchmarks/bench_cooperation.py [PYTHON OF PEERS]`. The second interpreter has `esda` and `pyfixest`;
without it, or where it lacks one, those rows are left out with a word. Data come from a seed. Prints, for each case,
seconds from the start of its imports (cold) and of a second call (warm), peak memory of the process, and ratios
to ours.
"""

import json
import subprocess
import sys
from pathlib import Path

MEASURE = """
import json, resource, time
def measure(call):
    seconds = []
    for _ in range(3):
        begin = time.perf_counter(); call(); seconds.append(time.perf_counter() - begin)
    cold = time.perf_counter() - START - sum(seconds[1:]) - MADE
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cold": cold, "warm": min(seconds[1:]), "peak": peak}))
"""

#: Each snippet makes its data in the time MADE, which does not count.
DATA = {
    "network": """
rng = np.random.default_rng(0)
size = rng.geometric(0.75, 21_500)
documents = np.repeat(np.arange(len(size)), size)
regions = rng.choice(314, len(documents), p=np.arange(314, 0, -1) / (314 * 315 / 2))
""",
    "gravity": """
rng = np.random.default_rng(0)
n = 320
mass, place = rng.normal(0, 1.3, n), rng.uniform(0, 10, (n, 2))
a, b = np.triu_indices(n, 1)
ld, same = np.log(np.hypot(*(place[a] - place[b]).T) + 0.1), (a // 12 == b // 12) * 1.0
y = rng.poisson(np.exp(-2 + mass[a] + mass[b] - 0.6 * ld + 1.5 * same)).astype(float)
""",
    "local": """
rng = np.random.default_rng(0)
n = 334
rows = np.repeat(np.arange(n), 2)
columns = (rows + np.tile([1, 18], n)) % n
dense = np.zeros((n, n)); dense[rows, columns] = dense[columns, rows] = 1
x = rng.normal(size=n)
""",
}

OURS = {
    "network: documents to ties and strengths": (
        "network",
        """
from smartspec.regions.cooperation import cooperation, incidence
from smartspec.regions.tie_strength import tie_strength
names = [f"{k:03d}" for k in regions]
measure(lambda: tie_strength(cooperation(incidence(documents, names))))
""",
    ),
    "gravity without effects": (
        "gravity",
        """
from smartspec.regions.gravity import fit_gravity
measure(lambda: fit_gravity(y, {"ld": ld, "same": same}))
""",
    ),
    "gravity, two effects": (
        "gravity",
        """
from smartspec.regions.gravity import fit_gravity
measure(lambda: fit_gravity(y, {"ld": ld, "same": same}, effects={"a": a, "b": b}))
""",
    ),
    "gravity, stacked, by pair": (
        "gravity",
        """
from smartspec.regions.gravity import fit_gravity
from smartspec.regions.stacking import stack_pairs
def call():
    s = stack_pairs(a, b, y, {"ld": ld, "same": same})
    fit_gravity(s.y, s.regressors, effects=s.effects, clusters=s.pair)
measure(call)
""",
    ),
    "local Moran, 334 regions, 999 draws": (
        "local",
        """
from smartspec.regions.local_moran import local_moran
from smartspec.regions.spatial_weights import as_weights, row_standardised
weights = row_standardised(as_weights(dense, [str(k) for k in range(n)]))
measure(lambda: local_moran(x, weights, permutations=999))
""",
    ),
}

PLAIN = {
    "network: documents to ties and strengths": """
def call():
    dense = np.zeros((documents.max() + 1, 314)); dense[documents, regions] = 1
    n = dense.sum(axis=1)
    ties = dense.T @ dense, dense.T @ (dense / np.maximum(n - 1, 1)[:, None])
measure(call)
""",
    "gravity without effects": """
def call():
    design = np.column_stack([np.ones(len(y)), ld, same]); mu = (y + y.mean()) / 2
    for _ in range(12):
        beta = np.linalg.solve(design.T @ (mu[:, None] * design), design.T @ (mu * (np.log(mu) + (y - mu) / mu)))
        mu = np.exp(design @ beta)
measure(call)
""",
    "gravity, two effects": """
def call():
    some = np.isin(a, a[y > 0]) & np.isin(b, b[y > 0])
    o, d, t = a[some], b[some], y[some]
    dummies = (o[:, None] == np.unique(o)), (d[:, None] == np.unique(d)[1:])
    design = np.column_stack([ld[some], same[some], *dummies]).astype(float); mu = (t + t.mean()) / 2
    for _ in range(12):
        beta = np.linalg.solve(design.T @ (mu[:, None] * design), design.T @ (mu * (np.log(mu) + (t - mu) / mu)))
        mu = np.exp(design @ beta)
measure(call)
""",
    "local Moran, 334 regions, 999 draws": """
def call():
    z = (x - x.mean()) / x.std(); w = dense / dense.sum(axis=1)[:, None]; draw = np.random.default_rng(0)
    for r in range(n):
        others = np.delete(z, r)
        order = draw.permuted(np.tile(np.arange(n - 1), (999, 1)), axis=1)[:, : int((w[r] > 0).sum())]
        (z[r] * (others[order] @ w[r][w[r] > 0]) >= z[r] * (w[r] @ z)).sum()
measure(call)
""",
}

PEERS = {
    "gravity without effects": """
import pandas, pyfixest
table = pandas.DataFrame({"y": y, "ld": ld, "same": same})
measure(lambda: pyfixest.fepois("y ~ ld + same", data=table, vcov="HC1"))
""",
    "gravity, two effects": """
import pandas, pyfixest
table = pandas.DataFrame({"y": y, "ld": ld, "same": same, "a": a, "b": b})
measure(lambda: pyfixest.fepois("y ~ ld + same | a + b", data=table, vcov="HC1"))
""",
    "gravity, stacked, by pair": """
import pandas, pyfixest
table = pandas.DataFrame({"y": y, "ld": ld, "same": same, "a": a, "b": b, "pair": np.arange(len(y))})
table = pandas.concat([table, table.rename(columns={"a": "b", "b": "a"})])
measure(lambda: pyfixest.fepois("y ~ ld + same | a + b", data=table, vcov={"CRV1": "pair"}))
""",
    "local Moran, 334 regions, 999 draws": """
import esda
from libpysal.weights import W
weights = W({k: [int(m) for m in np.flatnonzero(dense[k])] for k in range(n)}); weights.transform = "r"
measure(lambda: esda.Moran_Local(x, weights, permutations=999, seed=1, n_jobs=1))
""",
}


def run(python, data, snippet):
    """Seconds and memory of one case, or the last line of what went wrong."""
    made = "import time; BEGIN = time.perf_counter()\nimport numpy as np\n" + DATA[data]
    made += "MADE = time.perf_counter() - BEGIN\nSTART = BEGIN\n"
    ran = subprocess.run(
        [python, "-W", "ignore", "-c", made + MEASURE + snippet], capture_output=True, text=True, check=False
    )
    if ran.returncode:
        return None, (ran.stderr.strip().splitlines() or ["no word"])[-1]
    return json.loads(ran.stdout.splitlines()[-1]), ""


def main():
    """Print the table."""
    peers = sys.argv[1] if len(sys.argv) > 1 else ""
    print(f"{'case':<44}{'who':<12}{'cold s':>9}{'warm s':>9}{'peak MB':>9}{'cold x':>8}{'warm x':>8}")
    for name, (data, snippet) in OURS.items():
        ours, problem = run(sys.executable, data, snippet)
        if ours is None:
            sys.exit(f"{name}: {problem}")
        rows = [("smartspec", ours, "")]
        rows += [("plain numpy", *run(sys.executable, data, PLAIN[name]))] if name in PLAIN else []
        if name in PEERS:
            there = peers and Path(peers).exists()
            rows.append(
                ("peer", *(run(peers, data, PEERS[name]) if there else (None, "no interpreter of peers given")))
            )
        for who, found, problem in rows:
            if found is None:
                print(f"{name:<44}{who:<12}left out: {problem}")
                continue
            ratios = f"{found['cold'] / ours['cold']:>8.1f}{found['warm'] / ours['warm']:>8.1f}"
            print(f"{name:<44}{who:<12}{found['cold']:>9.2f}{found['warm']:>9.3f}{found['peak']:>9.0f}{ratios}")


if __name__ == "__main__":
    main()
