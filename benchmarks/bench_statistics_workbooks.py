"""Speed of workbooks against the bare library; run with `python benchmarks/bench_statistics_workbooks.py`.

The reader of Rosstat is measured against what it cannot do without: the values of all cells as the library gives them,
and the pass for superscripts. They are timed in turns in one process for each workbook, so that the ratio means
something on a busy machine. Sheets are unpacked beside the reading, so that time on the clock needs a second processor;
the ratio of processor time is what one processor takes.
"""

import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

DATA = Path(os.environ.get("SMARTSPEC_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
REAL = DATA / "statistics" / "rosstat" / "Nal_of_pus_reg-2024.xlsx"
N_SHEETS, YEARS, ROUNDS = 100, range(2005, 2025), 9
CLOCKS = {"clock": time.perf_counter, "processor": time.process_time}


def generate(path: Path) -> None:
    """A workbook of 100 sheets: 83 rows of regions by 20 years, a year and a mark with a note on each."""
    import xlsxwriter

    from smartspec.places import subjects

    names = ["Российская Федерация", *(one.name_ru for one in subjects(okrugs=False))]
    with xlsxwriter.Workbook(path) as book:
        raised = book.add_format({"font_script": 1})
        for number in range(1, N_SHEETS + 1):
            sheet = book.add_worksheet(str(number))
            sheet.write(0, 0, "К содержанию")
            sheet.write(1, 0, f"Показатель {number} по субъектам Российской Федерации (млн рублей)")
            sheet.write_row(2, 1, YEARS)
            sheet.write_rich_string(2, len(YEARS), str(YEARS[-1]), raised, "1)")
            for row, name in enumerate(names):
                sheet.write_row(3 + row, 0, [name, *((row + 1) * number + year / 7 for year in YEARS)])
            sheet.write_rich_string(9, 5, "…", raised, "2)")
            notes = ["1) Без учета новых данных", "2) Данные не публикуются в целях обеспечения конфиденциальности"]
            sheet.write_column(4 + len(names), 0, notes)


def bare(path: Path) -> Any:
    """Values of all cells, as the library gives them."""
    import python_calamine as calamine

    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]


def superscripts(path: Path) -> Any:
    """The pass for superscripts, errors and formulas, without the values."""
    from smartspec.sources.workbook_runs import Package

    package = Package(path.read_bytes())
    return [package.marked(name) for name in package.sheets]


def whole(path: Path) -> Any:
    """The workbook opened and read to observations."""
    from smartspec.sources.opening import open_source
    from smartspec.sources.statistics import rosstat
    from smartspec.sources.workbook import Book

    source = open_source(path)
    return list(rosstat.read(replace(source, book=Book(source))))


CALLS: dict[str, Callable[[Path], Any]] = {"bare": bare, "superscripts": superscripts, "whole": whole}


def measured(path: Path) -> dict[str, float]:
    """Least seconds of each call by each clock, and the peak of memory."""
    best = {f"{name} {kind}": float("inf") for name in CALLS for kind in CLOCKS}
    for call in CALLS.values():
        call(path)
    for _ in range(ROUNDS):
        for name, call in CALLS.items():
            start = {kind: clock() for kind, clock in CLOCKS.items()}
            call(path)
            for kind, clock in CLOCKS.items():
                best[f"{name} {kind}"] = min(best[f"{name} {kind}"], clock() - start[kind])
    return best | {"mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def report(path: Path) -> None:
    """One workbook in a process of its own."""
    command = [sys.executable, __file__, str(path)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    print(f"{path.name}, peak {found['mb']:.0f} MB")
    for kind in CLOCKS:
        base = found[f"bare {kind}"] + found[f"superscripts {kind}"]
        parts = ", ".join(f"{name} {found[f'{name} {kind}'] * 1e3:.0f} ms" for name in CALLS)
        print(f"  {kind:<10} {parts}; ratio {found[f'whole {kind}'] / base:.2f}")


def main() -> None:
    """Report the real workbook, where it is there, and a generated one."""
    if REAL.is_file():
        report(REAL)
    else:
        print(f"left out, the file is absent: {REAL}")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "generated.xlsx"
        generate(made)
        report(made)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measured(Path(sys.argv[1]))))
    else:
        main()
