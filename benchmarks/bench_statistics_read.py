"""What `smartspec read` adds to a reader of statistics: recognising, counting and checking, in time and memory.

Run: `python benchmarks/bench_statistics_read.py [FILE ...]`, by default the largest real file of each kind that the
tests use and a generated workbook of 100 sheets. Of every file four things are measured in turn, each in a process of
its own, best of five by CPU seconds: the reader alone on the opened file, `read_file` (opens, recognises, reads,
counts, checks), the checks alone on the observations, and the command as a whole process with its start. Peak memory
is that of the process. The ratio is `read_file` over the reader alone, in the same run.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DATA = Path(os.environ.get("SMARTSPEC_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
FILES = (
    "eurostat/estat_nama_10r_3gdp.tsv.gz",
    "rosstat/Nal_of_pus_reg-2024.xlsx",
    "emiss/fedstat_example.xml",
    "openalex_ru/institutions_year_region_2025-08-15.csv.gz",
    "treasury/fed_2019_0507011.xlsx",
)
REPEATS = 5

HEAD = """
import json, resource, sys, time
from dataclasses import replace
from pathlib import Path
import pyarrow as pa, pyarrow.compute
from smartspec import registry
from smartspec.sources.checking.observation_checks import check_observations
from smartspec.sources.opening import open_source
from smartspec.sources.reading import read_file, read_opened
from smartspec.sources.sheets import is_workbook
from smartspec.sources.workbook import Book
path = Path(sys.argv[1])
registry.load("sources.bibliography", "sources.statistics")
"""
TAIL = """
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "mb": peak, "rows": rows, "extra": extra}))
"""
READER = """
entry = registry.SOURCES[sys.argv[2]]
start = time.process_time()
source = open_source(path)
if is_workbook(source.head):
    source = replace(source, book=Book(source))
parts = [one for one in entry.func(source) if isinstance(one, pa.Table)]
seconds, rows, extra = time.process_time() - start, sum(map(len, parts)), 0
"""
WHOLE = """
start = time.process_time()
reading = read_file(path)
seconds = time.process_time() - start
observations = reading.tables["observations"]
start = time.process_time()
check_observations(observations)
rows, extra = len(observations), time.process_time() - start
"""
FORMAT = "rows, seconds, extra = 0, 0, read_file(path).format"


def measured(code, *arguments):
    """What one process says of itself."""
    command = [sys.executable, "-c", HEAD + code + TAIL, *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(run.stderr)
    return json.loads(run.stdout)


def command(path):
    """CPU seconds of `smartspec read` as a whole process, and the highest memory of any process so far in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "smartspec", "read", str(path)], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def generated(folder):
    """A workbook of 100 sheets in the form of Rosstat: 83 regions by 20 years."""
    import xlsxwriter

    from smartspec.places import subjects

    names = ["Российская Федерация", *(one.name_ru for one in subjects(okrugs=False))]
    path = Path(folder) / "generated.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for number in range(1, 101):
            sheet = book.add_worksheet(str(number))
            sheet.write(1, 0, f"Показатель {number} по субъектам Российской Федерации (млн рублей)")
            sheet.write_row(2, 1, range(2005, 2025))
            for row, name in enumerate(names):
                sheet.write_row(3 + row, 0, [name, *((row + 1) * number + year / 7 for year in range(2005, 2025))])
    return path


def main():
    """Print a line for each file."""
    with tempfile.TemporaryDirectory() as folder:
        real = [DATA / "statistics" / name for name in FILES]
        paths = list(map(Path, sys.argv[1:])) or [*(path for path in real if path.is_file()), generated(folder)]
        columns = ("observations", "reader", "read_file", "ratio", "checks", "share", "MB", "command", "wall")
        print(f"{'file':44}" + "".join(f"{name:>13}" for name in columns))
        for path in paths:
            name = measured(FORMAT, path)["extra"]
            runs = []
            for _ in range(REPEATS):
                start = time.perf_counter()
                cpu = command(path)
                wall = time.perf_counter() - start
                runs.append((measured(READER, path, name), measured(WHOLE, path), cpu, wall))
            reader = min(one[0]["seconds"] for one in runs)
            whole = min((one[1] for one in runs), key=lambda one: one["seconds"])
            checks = min(one[1]["extra"] for one in runs)
            cells = f"{path.name:44}{whole['rows']:>13,}{reader:>12.2f}s{whole['seconds']:>12.2f}s"
            cells += f"{whole['seconds'] / reader:>13.2f}{checks:>12.3f}s{checks / reader:>13.0%}{whole['mb']:>13.0f}"
            print(f"{cells}{min(one[2] for one in runs):>12.2f}s{min(one[3] for one in runs):>12.2f}s")


if __name__ == "__main__":
    main()
