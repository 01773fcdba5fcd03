"""Shift-share and peers on the workbook of Rosstat, against its cells read by hand."""

import re

import numpy as np
import pytest

BOOK = "statistics/rosstat/Nal_of_pus_reg-2024.xlsx"
SECTIONS = "ABCDEFGHIJKLMNOPQRS"


@pytest.fixture(scope="module")
def by_hand(shared_data):
    """(name as written, year) to the values of the nineteen sections, straight from the sheet."""
    import python_calamine

    rows = python_calamine.CalamineWorkbook.from_path(str(shared_data / BOOK)).get_sheet_by_name("2").to_python()
    years = next(row for row in rows if any(str(cell).startswith("2017") for cell in row))
    starts = {int(float(str(cell)[:4])): k for k, cell in enumerate(years) if re.match(r"20\d\d", str(cell))}
    width = min(b - a for a, b in zip(sorted(starts.values()), sorted(starts.values())[1:], strict=False))
    found = {}
    for row in rows:
        name = str(row[0]).strip()
        for year, at in starts.items():
            cells = row[at + width - len(SECTIONS) : at + width]
            if name and len(cells) == len(SECTIONS) and all(isinstance(cell, int | float) for cell in cells):
                found[name, year] = np.array(cells, dtype=float)
    return found


@pytest.mark.slow
def test_shift_share_against_the_country_equals_the_cells_of_the_sheet(shared_data, by_hand):
    from smartspec.build.comparing import compare_regions

    made = compare_regions(
        [shared_data / BOOK], sheet="2", periods="2017:2024", reference="RU", n_samples=0, permutations=99
    ).tables
    country = {year: by_hand["Российская Федерация", year] for year in (2017, 2024)}
    growth = country[2024].sum() / country[2017].sum() - 1
    of_section = country[2024] / country[2017] - 1
    rows = {row["region"]: row for row in made["region_changes"].to_pylist()}
    cells = {(row["region"], row["activity"]): row for row in made["cell_changes"].to_pylist()}
    for code, name in (("RU-TOM", "Томская область"), ("RU-MOW", "г. Москва"), ("RU-PRI", "Приморский край")):
        key = name if (name, 2017) in by_hand else name.removeprefix("г. ")
        before, after = by_hand[key, 2017], by_hand[key, 2024]
        row = rows[code]
        assert row["change"] == pytest.approx(after.sum() - before.sum())
        assert row["national"] == pytest.approx(before.sum() * growth)
        assert row["mix"] == pytest.approx((before * (of_section - growth)).sum())
        assert row["regional"] == pytest.approx((after - before * (1 + of_section)).sum())
        for k, section in enumerate(SECTIONS):
            if before[k]:
                own = cells[code, section]["regional"]
                assert own == pytest.approx(after[k] - before[k] * (1 + of_section[k]), abs=1e-6)
        shares = before / before.sum(), after / after.sum()
        assert row["structural_change"] == pytest.approx(np.abs(shares[1] - shares[0]).sum() / 2)
