"""Speed of workbooks against the bare library; run with `pytest benchmarks/bench_statistics_workbooks.py`.

The reader of Rosstat is measured against what it cannot do without: the values of all cells as the library gives them,
and the pass for superscripts. Both are timed in turns in one run, so that the ratio means something on a busy machine.
Sheets are unpacked beside the reading, so that time on the clock needs a second processor; the ratio of processor time
is what one processor takes.
"""

import gc
import io
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
import python_calamine as calamine
import xlsxwriter

from smartspec.places import subjects
from smartspec.sources.opening import open_source
from smartspec.sources.statistics import rosstat
from smartspec.sources.workbook import Book

DATA = Path(os.environ.get("SMARTSPEC_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
REAL = DATA / "statistics" / "rosstat" / "Nal_of_pus_reg-2024.xlsx"
N_SHEETS, YEARS, ROUNDS = 100, range(2005, 2025), 9
CLOCKS = {"clock": time.perf_counter, "processor": time.process_time}


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """A workbook of 100 sheets: 83 rows of regions by 20 years, a year and a mark with a note on each."""
    path, content = tmp_path_factory.mktemp("workbooks") / "generated.xlsx", io.BytesIO()
    names = ["Российская Федерация", *(one.name_ru for one in subjects(okrugs=False))]
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
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
    path.write_bytes(content.getvalue())
    return path


@pytest.fixture
def workbook(request, generated):
    """One of the two workbooks by its name."""
    if request.param == "generated":
        return generated
    if not REAL.is_file():
        pytest.skip(f"the real file is absent: {REAL}")
    return REAL


def bare(content):
    """Values of all cells, as the library gives them."""
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]


def superscripts(source):
    """The pass for superscripts, errors and formulas, without the values."""
    book = Book(source)
    return [book._beside.marked(name) for name in book.sheet_names]  # noqa: SLF001


def whole(source):
    """The workbook opened and read to observations."""
    return list(rosstat.read(replace(source, book=Book(source))))


@pytest.mark.parametrize("workbook", ["real", "generated"], indirect=True)
def test_reading_against_the_bare_library(benchmark, workbook):
    source, content = open_source(workbook), workbook.read_bytes()
    calls = {"bare": (bare, content), "superscripts": (superscripts, source), "whole": (whole, source)}
    best = {(name, kind): float("inf") for name in calls for kind in CLOCKS}
    whole(source)
    gc.collect()
    gc.freeze()  # what the runner of the benchmarks holds is not looked through each time
    for _ in range(ROUNDS):
        for name, (call, given) in calls.items():
            start = {kind: clock() for kind, clock in CLOCKS.items()}
            call(given)
            for kind, clock in CLOCKS.items():
                best[name, kind] = min(best[name, kind], clock() - start[kind])
    benchmark.pedantic(whole, args=(source,), rounds=3)
    benchmark.extra_info |= {f"{name} {kind} ms": round(seconds * 1e3, 1) for (name, kind), seconds in best.items()}
    for kind in CLOCKS:
        ratio = best["whole", kind] / (best["bare", kind] + best["superscripts", kind])
        benchmark.extra_info[f"ratio of {kind}"] = round(ratio, 2)
