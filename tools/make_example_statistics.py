"""Make the official figures of the embedded example from downloads of Rosstat: our own tidy form, source and cell a row.

Run with the folder of the downloads: python tools/make_example_statistics.py FOLDER
"""

import csv
import gzip
import io
import sys
from pathlib import Path

from smartspec.places import region, subjects
from smartspec.sources.reading import read_file

TARGET = Path(__file__).parent.parent / "src/smartspec/build/example/sources"
HEADER = [
    "region",
    "region_name",
    "indicator",
    "activity",
    "activity_name",
    "classification",
    "period",
    "value",
    "unit",
]
HEADER += ["flag", "vintage", "source"]
REGIONS = {one.code for one in subjects()} | {one.code for one in subjects(okrugs=False)} | {"RU"}
APART = {one.code for one in subjects()}
#: File to write, download, sheet, what to call the indicator, years, edition where the file states none.
SERIES = (
    (
        "rosstat-fixed-assets",
        "Nal_of_pus_reg-2024.xlsx",
        "2",
        "Fixed assets at full book value, end of year",
        range(2020, 2025),
        "",
    ),
    (
        "rosstat-research-staff",
        "findatalab_nauka_2.xls",
        "2",
        "Research and development personnel",
        range(2010, 2025),
        "",
    ),
    (
        "rosstat-gross-regional-product",
        "regions_russia_2019_sec9_GRP.xlsx",
        "9.1.",
        "Gross regional product",
        range(2008, 2018),
        "Regions of Russia 2019",
    ),
)
#: End of the label of the total of research staff; the categories beside it are left out.
TOTAL = "всего"


def wanted(row, sheet, years):
    if row["sheet"] != sheet or row["flag"] == "blank" or int(row["period"] or 0) not in years:
        return False
    if " > " in row["indicator"] and not row["indicator"].endswith(TOTAL):
        return False
    return row["activity"] is None or len(row["activity"]) == 1


def lines(rows, name, edition, file, sheet):
    for row in rows:
        by_activity = row["activity"] is not None
        if row["region"] not in (APART if by_activity else REGIONS) or (row["activity_name"] and not by_activity):
            continue
        value = "" if row["value"] is None else f"{row['value']:.15g}"
        source = f"Rosstat, {file}, sheet {sheet}, cell {row['cell']}"
        yield [
            row["region"], region(row["region"]).name_ru, name, row["activity"] or "", row["activity_name"] or "",
            row["classification"] or "", row["period"], value, row["unit"], row["flag"],
            row["vintage"] or edition, source,
        ]  # fmt: skip


def main(folder):
    for target, file, sheet, name, years, edition in SERIES:
        observations = read_file(Path(folder) / file).tables["observations"]
        rows = [row for row in observations.to_pylist() if wanted(row, sheet, years)]
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(lines(rows, name, edition, file, sheet))
        content = gzip.compress(text.getvalue().encode(), mtime=0)
        (TARGET / f"{target}.csv.gz").write_bytes(content)
        print(target, text.getvalue().count("\n") - 1, "rows", len(content), "bytes")


if __name__ == "__main__":
    main(sys.argv[1])
