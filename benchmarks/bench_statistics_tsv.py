"""Eurostat TSV: seconds and peak memory of our reader, of polars and of pandas on the same file, in turn.

Run `python benchmarks/bench_statistics_tsv.py [FILE]`: by default the real table that the tests use, and without it a
made-up one of the same size. Peers come from the Python in `SMARTSPEC_BENCH_PEERS`, if there is one, and else from
this one; those that cannot be imported are left out. Each measurement runs in a process of its own and the candidates
take turns, so that a busy machine is busy for all of them; the best of five counts. Peers make a long table of key,
period, value and flag and no more; ours beside that the address and text of every cell, region codes with the edition
of NUTS, flags in words, and an account of all cells.
"""

import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("SMARTSPEC_TEST_DATA", REPOSITORY.parent / "shared" / "data")) / "statistics"
TABLE = DATA / "eurostat" / "estat_nama_10r_3gdp.tsv.gz"
PEERS = os.environ.get("SMARTSPEC_BENCH_PEERS", sys.executable)
REPEATS = 5

HEAD = "import json, resource, sys, time\npath = sys.argv[1]\n"
TAIL = """
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "mb": used, "rows": rows, "missing": missing, "total": total}))
"""
OURS = """
from pathlib import Path
import pyarrow as pa, pyarrow.compute as pc
from smartspec.sources.statistics import eurostat_tsv
from smartspec.sources.opening import open_source
start = time.perf_counter()
table = pa.concat_tables([one for one in eurostat_tsv.read(open_source(Path(path))) if isinstance(one, pa.Table)])
seconds = time.perf_counter() - start
rows, missing, total = len(table), table["value"].null_count, pc.sum(table["value"]).as_py()
"""
POLARS = r"""
import polars as pl
start = time.perf_counter()
wide = pl.read_csv(path, separator="\t", infer_schema=False)
key = wide.columns[0]
cell = pl.col("cell").str.strip_chars()
table = wide.unpivot(index=key, variable_name="period", value_name="cell").select(
    pl.col(key).str.split(","), pl.col("period").str.strip_chars(),
    cell.str.extract(r"^(-?[\d.]+)").cast(pl.Float64).alias("value"), cell.str.extract(r"([a-z]+)$").alias("flag"))
seconds = time.perf_counter() - start
rows, missing, total = len(table), table["value"].null_count(), table["value"].sum()
"""
PANDAS = r"""
import pandas as pd
start = time.perf_counter()
wide = pd.read_csv(path, sep="\t", dtype=str)
key = wide.columns[0]
table = wide.melt(id_vars=key, var_name="period", value_name="cell")
cell = table.pop("cell").str.strip()
table["period"] = table["period"].str.strip()
table[key] = table[key].str.split(",")
table["value"] = pd.to_numeric(cell.str.extract(r"^(-?[\d.]+)")[0])
table["flag"] = cell.str.extract(r"([a-z]+)$")[0]
seconds = time.perf_counter() - start
rows, missing, total = len(table), int(table["value"].isna().sum()), float(table["value"].sum())
"""
CANDIDATES = {"smartspec": (sys.executable, OURS), "polars": (PEERS, POLARS), "pandas": (PEERS, PANDAS)}


def made_up(folder):
    """A table of 12,453 rows and 23 years with flags and gaps."""
    draw = random.Random(1)  # noqa: S311
    marks = ["", "", "", "", " e", " p", " b"]
    lines = ["freq,unit,geo\\TIME_PERIOD\t" + "\t".join(f"{year} " for year in range(2000, 2023))]
    for number in range(12_453):
        cells = (f"{draw.random() * 1e6:.2f}{draw.choice(marks)}" if draw.random() > 0.06 else ": " for _ in range(23))
        lines.append(f"A,U{number % 7},AT{number // 7:03}\t" + "\t".join(cells))
    path = Path(folder) / "made_up.tsv.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


def measured(python, code, path):
    """What one run says, or None if the candidate is not there."""
    run = subprocess.run([python, "-c", HEAD + code + TAIL, str(path)], capture_output=True, text=True, check=False)
    if "ModuleNotFoundError" in run.stderr:
        return None
    if run.returncode:
        sys.exit(run.stderr)
    return json.loads(run.stdout)


def main():
    with tempfile.TemporaryDirectory() as folder:
        given = Path(sys.argv[1]) if len(sys.argv) > 1 else TABLE
        path = given if given.is_file() else made_up(folder)
        runs = {name: [] for name in CANDIDATES}
        for _ in range(REPEATS):
            for name, (python, code) in CANDIDATES.items():
                found = measured(python, code, path)
                runs[name] += [found] if found else []
    ours = min(runs["smartspec"], key=lambda one: one["seconds"])
    print(f"{path.name}: {ours['rows']:,} cells; ratio is the peer's time over ours")
    for name, found in runs.items():
        if not found:
            print(f"{name:10} cannot be imported")
            continue
        best = min(found, key=lambda one: one["seconds"])
        assert (best["rows"], best["missing"]) == (ours["rows"], ours["missing"]), name
        assert abs(best["total"] - ours["total"]) <= 1e-9 * abs(ours["total"]), name
        ratio = best["seconds"] / ours["seconds"]
        print(
            f"{name:10} {best['seconds']:6.2f} s   peak {max(one['mb'] for one in found):5.0f} MB   ratio {ratio:.2f}"
        )


if __name__ == "__main__":
    main()
