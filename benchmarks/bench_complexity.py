"""Speed and memory of RCA, ECI/PCI, proximity, density and outlook gain, beside named peers in the same run.

Run: `python benchmarks/bench_complexity.py [REGIONSxACTIVITIES ...]`, by default 200x600 and 500x1500. Every contender
gets the same counts in a process of its own; imports and the making of its input are left out of the time, the peak
memory includes them. Peers (ecomplexity, economic-complexity) may live in another environment: set
SMARTSPEC_PEERS_PYTHON to its Python; what cannot be imported is skipped with a word, and a contender is stopped after
SMARTSPEC_BENCH_LIMIT seconds (600). The unit of the ratios is plain numpy with `eigh` of the smaller Gram matrix.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

PEERS = os.environ.get("SMARTSPEC_PEERS_PYTHON", sys.executable)
LIMIT = float(os.environ.get("SMARTSPEC_BENCH_LIMIT", "600"))

FRAME = """
import json, resource, sys, time
import numpy as np
x = np.load(sys.argv[1])
{prepare}
seconds, repeats = [], 0
while repeats < 5 and sum(seconds) < 4:
    start = time.perf_counter()
{work}
    seconds.append(time.perf_counter() - start)
    repeats += 1
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print("RESULT" + json.dumps([min(seconds), seconds[0], peak, [float(v) for v in eci]]))
"""

NUMPY = """
    rca = (x / x.sum(1, keepdims=True)) / (x.sum(0) / x.sum())
    m = (rca >= 1).astype(float)
    k_r, k_i = m.sum(1), m.sum(0)
    s = m / np.sqrt(k_r)[:, None] / np.sqrt(k_i)
    gram = s @ s.T if len(s) <= s.shape[1] else s.T @ s
    vector = np.linalg.eigh(gram)[1][:, -2]
    u = vector if len(s) <= s.shape[1] else s @ vector
    e = u / np.sqrt(k_r)
    p = (m.T @ e) / k_i
    sign = np.sign(np.corrcoef(e, k_r)[0, 1])
    e, p = sign * e, sign * p
    eci = (e - e.mean()) / e.std()
    phi = (m.T @ m) / np.maximum.outer(k_i, k_i)
    density = (m @ phi) / phi.sum(0)
    gain = (1 - m) * (((1 - m) * (p / phi.sum(1))) @ phi) / e.std()
"""

SMARTSPEC_PREPARE = """
from smartspec.regions.complexity import complexity
from smartspec.regions.cooccurrence import cooccurrence_in_regions
from smartspec.regions.counts import as_counts
from smartspec.regions.density import density
from smartspec.regions.outlook import outlook
from smartspec.regions.presence import as_presence
from smartspec.regions.relatedness import proximity
from smartspec.regions.specialisation import rca
"""
SMARTSPEC_ECI = """
    m = as_presence(rca(as_counts(x))["rca"] >= 1)
    found = complexity(m)
    eci = found["eci"]
"""
SMARTSPEC = (
    SMARTSPEC_ECI
    + """
    phi = proximity(cooccurrence_in_regions(m), diagonal=True)
    d = density(m, phi, diagonal=True)
    gain = outlook(m, phi, found)
"""
)

ECOMPLEXITY_PREPARE = """
import contextlib, io, warnings
import pandas as pd
from ecomplexity import ecomplexity
warnings.simplefilter("ignore")
r, i = np.indices(x.shape)
data = pd.DataFrame({"t": 2020, "r": r.ravel(), "i": i.ravel(), "x": x.ravel()})
names = {"time": "t", "loc": "r", "prod": "i", "val": "x"}
"""
ECOMPLEXITY = """
    with contextlib.redirect_stdout(io.StringIO()):
        out = ecomplexity(data, names, check_logsupermodularity=False, verbose=False)
    eci = out.groupby("r")["eci"].first().to_numpy()
"""

DATAWHEEL_PREPARE = """
import warnings
import pandas as pd
import economic_complexity as ec
warnings.simplefilter("ignore")
data = pd.DataFrame(x)
"""
DATAWHEEL = """
    rca = ec.rca(data)
    found, pci = ec.complexity(rca)
    phi = ec.proximity(rca)
    d = ec.relatedness(rca, proximities=phi)
    gain = ec.opportunity_gain(rca, proximities=phi, pci=pci)
    eci = found.to_numpy()
"""

CONTENDERS = {
    "plain numpy": (sys.executable, "", NUMPY),
    "smartspec": (sys.executable, SMARTSPEC_PREPARE, SMARTSPEC),
    "smartspec, ECI/PCI only": (sys.executable, SMARTSPEC_PREPARE, SMARTSPEC_ECI),
    "ecomplexity": (PEERS, ECOMPLEXITY_PREPARE, ECOMPLEXITY),
    "economic-complexity": (PEERS, DATAWHEEL_PREPARE, DATAWHEEL),
}


def counts(n_regions, n_activities):
    """Whole counts of a nested network: large and able regions have difficult activities; about a third is present."""
    draw = np.random.default_rng(1)
    size, ability = draw.lognormal(1, 1, (n_regions, 1)), draw.normal(0, 1, (n_regions, 1))
    difficulty = draw.normal(0, 1, (1, n_activities))
    noise = draw.normal(0, 1, (n_regions, n_activities))
    return draw.poisson(size * np.exp(0.8 * ability * difficulty + noise)).astype(float) + 0.0


def run(name, path):
    """Best and first seconds, peak MB and ECI of a contender, or why there are none."""
    python, prepare, work = CONTENDERS[name]
    code = FRAME.format(prepare=prepare, work=work)
    try:
        command = [python, "-c", code, path]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return f"stopped after {LIMIT:.0f} s"
    for line in done.stdout.splitlines():
        if line.startswith("RESULT"):
            return json.loads(line.removeprefix("RESULT"))
    last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
    return f"skipped: {last}"


def compare(shape):
    """Print one table."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "counts.npy")
        np.save(path, counts(*shape))
        found = {name: run(name, path) for name in CONTENDERS}
    print(f"\n{shape[0]} regions x {shape[1]} activities")
    print(f"{'contender':<26}{'best s':>9}{'first s':>9}{'peak MB':>9}{'ratio':>8}  largest difference of ECI")
    unit = found["plain numpy"]
    for name, result in found.items():
        if isinstance(result, str):
            print(f"{name:<26} {result}")
            continue
        best, first, peak, eci = result
        base, reference = (unit[0], unit[3]) if not isinstance(unit, str) else (np.nan, eci)
        off = np.abs(np.array(eci) - reference).max()
        print(f"{name:<26}{best:>9.3f}{first:>9.3f}{peak:>9.0f}{best / base:>8.2f}  {off:.1e}")


def main():
    """Print a table for each size."""
    sizes = sys.argv[1:] or ["200x600", "500x1500"]
    for size in sizes:
        n_regions, n_activities = (int(word) for word in size.split("x"))
        compare((n_regions, n_activities))


if __name__ == "__main__":
    main()
