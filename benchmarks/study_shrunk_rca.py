"""Coverage and error of the shrunk RCA on simulated sparse counts; run with `python benchmarks/study_shrunk_rca.py`.

Counts are drawn from known intensities μ_ri = a_r b_i λ_ri, so that the true RCA, μ_ri μ / (μ_r μ_i), is known as well.
λ is gamma (the model holds), log-normal, or zero in a third of the cells and gamma elsewhere (it does not hold). Every
method sees the counts only. Prints tables in Markdown; `--write` puts them into docs/reference/shrunk-rca.md.
"""

import sys
from pathlib import Path

import numpy as np

from smartspec.errors import ComputeError
from smartspec.regions.counts import as_counts
from smartspec.regions.intervals import rca_interval
from smartspec.regions.mixtures import posterior
from smartspec.regions.prior_fitting import fit_prior
from smartspec.regions.shares import compared
from smartspec.regions.shrinkage import METHODS, shrunk_rca

REPEATS, LEVEL, SEED = 20, 0.9, 20
#: Regions, activities, mean count of a cell.
TABLES = ((15, 20, 2.0), (40, 60, 0.5), (40, 60, 2.0), (40, 60, 10.0), (80, 120, 0.5))
PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "shrunk-rca.md"
MARK = "<!-- made by benchmarks/study_shrunk_rca.py -->"


def gamma(rng, shape):
    return rng.gamma(1.5, 1 / 1.5, shape)


def log_normal(rng, shape):
    return np.exp(rng.normal(-0.5, 1.0, shape))


def with_zeros(rng, shape):
    return np.where(rng.random(shape) < 1 / 3, 0.0, rng.gamma(3.0, 1 / 2, shape))


TRUTHS = {"gamma": gamma, "log-normal": log_normal, "a third zero": with_zeros}


def draw(rng, truth, size):
    """Counts and the true RCA of a table; regions and activities differ in size by a factor of about ten."""
    regions, activities, mean = size
    margins = np.outer(np.exp(rng.normal(0, 0.6, regions)), np.exp(rng.normal(0, 0.6, activities)))
    intensity = margins / margins.mean() * mean * TRUTHS[truth](rng, margins.shape)
    true = intensity * intensity.sum() / np.outer(intensity.sum(axis=1), intensity.sum(axis=0))
    return rng.poisson(intensity), true


def measured(truth, size):
    """For each method and table: coverage of true values above 0 in percent, that of zero counts, width, errors.

    Errors are mean squared ones of the posterior mean and of the raw RCA, over all cells.
    """
    rows = {method: [] for method in (*METHODS, "Schubert et al.")}
    for repeat in range(REPEATS):
        rng = np.random.default_rng([SEED, list(TRUTHS).index(truth), TABLES.index(size), repeat])
        x, true = draw(rng, truth, size)
        base = compared(as_counts(x))
        true = true[np.ix_(base.kept_regions, base.kept_activities)]
        zero, there = base.counts.values == 0, true > 0
        for method in METHODS:
            try:
                found = shrunk_rca(base.counts, method=method, level=LEVEL)
            except ComputeError:
                continue
            inside = (found["low"] <= true) & (true <= found["high"])
            width = (found["high"] - found["low"]).mean()
            error, raw = (((found[name] - true) ** 2).mean() for name in ("mean", "rca"))
            rows[method].append((100 * inside[there].mean(), 100 * inside[zero & there].mean(), width, error, raw))
        known = rca_interval(base.counts, level=LEVEL)
        inside = (known["low"] <= true) & (true <= known["high"]) & ~zero
        width = np.nanmean(known["high"] - known["low"])
        rows["Schubert et al."].append((100 * inside.sum() / (~zero).sum(), np.nan, width, np.nan, np.nan))
    return {method: np.array(row) for method, row in rows.items()}


def with_known_expectation():
    """Coverage in percent where E is known, so that the model holds to the letter; only ν and α are estimated."""
    lines = ["| mean count | moments | likelihood |", "|---|---|---|"]
    for mean in (0.5, 2.0, 10.0):
        found = {"moments": [], "likelihood": []}
        for repeat in range(REPEATS):
            rng = np.random.default_rng([SEED, 9, int(10 * mean), repeat])
            expected = mean * np.exp(rng.normal(0, 0.8, 2_400))
            true = gamma(rng, 2_400)
            x = rng.poisson(expected * true).astype(float)
            for method, covered in found.items():
                after = posterior(fit_prior(x, expected, method=method), x, expected)
                low, high = (after.quantile((1 + side * LEVEL) / 2) for side in (-1, 1))
                covered.append(100 * ((low <= true) & (true <= high)).mean())
        lines.append(
            f"| {mean:g} | " + " | ".join(f"{np.mean(c):.1f} ± {np.std(c):.1f}" for c in found.values()) + " |"
        )
    return lines


def report():
    """All tables, as lines of Markdown."""
    lines = [
        "| truth | table, mean count | method | coverage, % | at count 0, % | width | error | raw error | tables |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for truth in TRUTHS:
        for size in TABLES:
            for method, rows in measured(truth, size).items():
                mean, spread = rows.mean(axis=0), rows.std(axis=0)
                cells = [f"{mean[0]:.1f} ± {spread[0]:.1f}", *("" if np.isnan(v) else f"{v:.3g}" for v in mean[1:])]
                cells[1] = "" if np.isnan(mean[1]) else f"{mean[1]:.1f}"
                lines.append(
                    f"| {truth} | {size[0]} x {size[1]}, {size[2]:g} | {method} | "
                    + " | ".join([*cells, str(len(rows))])
                    + " |"
                )
    head = f"{REPEATS} tables each, seed {SEED}; ± is the standard deviation over tables."
    return [
        head,
        "",
        *lines,
        "",
        "The same where E is known and only ν and α are found:",
        "",
        *with_known_expectation(),
    ]


if __name__ == "__main__":
    text = "\n".join(report())
    if "--write" in sys.argv:
        head, _, tail = PAGE.read_text(encoding="utf-8").partition(MARK)
        PAGE.write_text(f"{head}{MARK}\n{text}\n{MARK}{tail.partition(MARK)[2]}", encoding="utf-8")
    else:
        print(text)
