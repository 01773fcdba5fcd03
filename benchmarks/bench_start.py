"""How long commands take as whole processes: start-up, and a map of 425 records, first time and after.

Run: `python benchmarks/bench_start.py [EXPORT]`. Prints seconds (median of runs), peak memory, and ratios to starting
Python with nothing, and to a bare parse of the same file with the standard library.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DATA = Path(os.environ.get("SMARTSPEC_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
EXPORT = DATA / "bibliography/wos_plain/SDG-Repository__transformative_innovation_policy_425.txt.gz"
BARE = "import gzip, sys; [line[:2] for line in gzip.open(sys.argv[1], 'rt', encoding='utf-8-sig')]"


def run(command, *, runs, environment=None):
    """Median seconds of several runs, and the peak memory of all children so far in MB."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main():
    """Print the table."""
    smartspec = [sys.executable, "-m", "smartspec"]
    rows = []
    nothing, memory = run([sys.executable, "-c", "pass"], runs=9)
    rows.append(("python -c pass", nothing, memory, 1.0))
    seconds, memory = run([*smartspec, "--help"], runs=9)
    rows.append(("smartspec --help", seconds, memory, seconds / nothing))
    export = Path(sys.argv[1]) if len(sys.argv) > 1 else EXPORT
    if export.exists():
        bare, memory = run([sys.executable, "-c", BARE, str(export)], runs=5)
        rows.append(("bare lines of the export", bare, memory, 1.0))
        with tempfile.TemporaryDirectory() as folder:
            words = [*smartspec, "map", str(export), "--unit", "keywords", "--link", "co-occurrence", "--out", folder]
            cold = {"NUMBA_CACHE_DIR": f"{folder}/cache"}
            seconds, memory = run(words, runs=1, environment=cold)
            rows.append(("smartspec map, first time", seconds, memory, seconds / bare))
            seconds, memory = run(words, runs=5, environment=cold)
            rows.append(("smartspec map, after", seconds, memory, seconds / bare))
    print(f"{'command':<28}{'seconds':>9}{'peak MB':>9}{'ratio':>8}")
    for name, seconds, memory, ratio in rows:
        print(f"{name:<28}{seconds:>9.3f}{memory:>9.0f}{ratio:>8.1f}")


if __name__ == "__main__":
    main()
