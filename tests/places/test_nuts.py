"""NUTS vintages: code lists and conversion, against independent tables."""

import csv
import gzip
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ConfigError
from smartspec.places import NUTS_VINTAGES, convert_nuts, nuts_codes, nuts_vintage, region, regions, roll_up
from smartspec.places.nuts_revisions import level_3_step, revision

OLDER = NUTS_VINTAGES[:-1]  # the independent table ends with 2021
PAIRS = st.tuples(st.sampled_from(NUTS_VINTAGES), st.sampled_from(NUTS_VINTAGES))
NOT_EXACT = "DED3 FI18 FR91 HU10 IE01 IE02 ITD5 ITE3 LT00 PL12 SI01 SI02 UKD2 UKD5 UKI1 UKI2 UKM3"
LEVELS = ("country", "nuts_level_1", "nuts_level_2", "nuts_level_3")


@pytest.fixture(scope="module")
def changes(shared_data):
    with (shared_data / "geo/nuts_changes_rOpenGov_regions.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def employment(shared_data):
    with (shared_data / "statistics/eurostat/sbs_nuts2_nace2_employment_2014.csv").open(encoding="utf-8") as file:
        return [row["nuts2"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("vintage", OLDER)
@pytest.mark.parametrize("level", range(3))
def test_codes_of_a_vintage_equal_an_independent_table(changes, vintage, level):
    listed = {row[f"code_{vintage}"].split()[0] for row in changes if row["typology"] == LEVELS[level]} - {"NA"}
    right = {code for code in listed if "Z" not in code[2:]}
    inside = {code for code in nuts_codes(vintage, level) if code[:2] in {one[:2] for one in right}}
    assert right - inside == set()
    assert inside - right <= {"NO0B"}  # Svalbard, counted since 2021


def test_codes_of_level_3_equal_two_independent_tables(changes, shared_data):
    listed = {row["code_2021"].split()[0] for row in changes if row["typology"] == "nuts_level_3"} - {"NA"}
    assert nuts_codes("2021", 3) == {code for code in listed if not code.endswith("ZZ")}
    with gzip.open(shared_data / "statistics/eurostat/estat_nama_10r_3gdp.tsv.gz", "rt", encoding="utf-8") as file:
        next(file)
        codes = {line.split("\t")[0].split(",")[2] for line in file}
    best = nuts_vintage(codes)[0]
    assert len(codes) == 1807
    assert (best.vintage, best.fitting, best.strangers, best.others) == ("2021", 1806, (), ("EU27_2020",))


def test_every_level_3_unit_lies_in_a_region_of_the_registry():
    assert len(regions("nuts3")) == len(nuts_codes("2021", 3)) == 1514
    for one in regions("nuts3"):
        assert region(one.parent).kind == "nuts2"
    assert (roll_up("DE212", "nuts1"), roll_up("EL301", "country"), roll_up("DE21", "nuts3")) == ("DE2", "GR", None)
    assert (region("EL").code, region("UK").code) == ("GR", "GB")


def test_the_file_of_2014_fits_2010_best_and_is_named_a_mixture(employment):
    fits = {fit.vintage: fit for fit in nuts_vintage(employment)}
    assert len(employment) == 270
    assert next(iter(fits)) == "2010"
    assert {code[:2] for code in fits["2010"].strangers} == {"DE", "FI", "IT", "UK"}
    assert len(fits["2021"].strangers) == 63


def test_figures_of_2014_reach_2021_where_the_territory_is_the_same(employment):
    figures = {code: float(number) for number, code in enumerate(sorted(set(employment)))}
    found = convert_nuts(figures, "mixed", "2021")
    old = set(figures) - nuts_codes("2021", 2)
    refused = {one.code for one in found.refused}
    assert (len(figures), len(old)) == (267, 63)
    assert refused == {*NOT_EXACT.split(), "UKM2"}  # the Scottish Borders left UKM2
    assert len(old - refused) == 45
    assert set(found.values) <= nuts_codes("2021", 2)
    for code, sources in found.sources.items():
        assert found.values[code] == math.fsum(figures[one] for one in sources)
    assert found.sources["ITH1"] == ("ITD1",)
    assert found.sources["EL51"] == ("EL11",)
    assert found.sources["FRF2"] == ("FR21",)


def test_a_split_cut_or_unknown_unit_is_refused_with_its_reason():
    given_ = {"UKI1": 1.0, "UKM2": 1.0, "UKM3": 2.0, "UKI2 (part)": 1.0, "ITD1": 1.0, "XX11": 1.0, "EU27_2020": 1.0}
    found = convert_nuts(given_, "2013", "2021")
    assert found.values == {}
    reasons = {one.code: (one.reason, one.candidates) for one in found.refused}
    assert reasons["UKM3"][1] == ("UKM7", "UKM8", "UKM9")
    assert "only their sum" in reasons["UKM2"][0]
    assert {reasons[code][0] for code in ("UKI1", "ITD1", "XX11", "EU27_2020")} == {"not a code of NUTS 2013"}
    assert convert_nuts({"UKI1": 1.0}, "2010", "2013").refused[0].candidates == ("UKI3", "UKI4")


@pytest.mark.parametrize("other", [{}, {"DE42": None}, {"DE42": math.nan}])
def test_a_merger_with_a_part_missing_is_refused(other):
    found = convert_nuts({"DE41": 3.0} | other, "2006", "2021")
    assert found.values == {}
    assert "lacks DE42" in found.refused[0].reason


def test_a_rate_is_never_added_up_but_moved_with_its_unit():
    found = convert_nuts({"DE41": 3.0, "DE42": 4.0, "ITD1": 5.0}, "2006", "2021", additive=False)
    assert found.values == {"ITH1": 5.0}
    assert {one.code for one in found.refused} == {"DE41", "DE42"}


def test_missing_stays_missing_and_iso_prefixes_are_understood():
    found = convert_nuts({"ITD1": None, "GBC1": 1.0, "GR": 2.0}, "2006", "2021")
    assert found.values == {"EL": 2.0, "ITH1": None, "UKC1": 1.0}
    both = convert_nuts({"EL30": 1.0, "GR30": 2.0}, "2013", "2021")
    assert both.values == {}
    assert [one.reason for one in both.refused] == ["several figures for `EL30`"] * 2


def test_levels_0_and_1_follow_from_the_units_below():
    found = convert_nuts({"FR2": 1.0, "FR3": 1.0, "ITC": 1.0, "ITD": 1.0, "UKD": 1.0, "EL1": 1.0}, "2010", "2021")
    assert found.values == {"ITC": 1.0, "UKD": 1.0}  # the move of Halton stayed inside UKD
    assert {one.code for one in found.refused} == {"FR2", "FR3", "ITD", "EL1"}
    assert convert_nuts({"GR": 1.0}, "2006", "2010").values == {"EL": 1.0}
    assert convert_nuts({"PL5": 7.0, "UKD": 1.0}, "2006", "2021").values == {"PL5": 7.0, "UKD": 1.0}


def test_a_split_can_be_undone():
    found = convert_nuts({"UKI3": 1.0, "UKI4": 2.0, "ITH1": 3.0, "DE40": 4.0}, "2021", "2006")
    assert found.values == {"ITD1": 3.0, "UKI1": 3.0}
    assert found.refused[0].candidates == ("DE41", "DE42")


def test_level_3_is_led_on_only_where_an_independent_table_agrees(changes):
    checked = 0
    for old, new in pairwise(OLDER):
        for row in (row for row in changes if row["typology"] == "nuts_level_3"):
            before, after = row[f"code_{old}"], row[f"code_{new}"]
            step = level_3_step(before, old, new) if "NA" not in (before, after) and len(before + after) == 10 else None
            if step not in (None, "unknown") and not before.endswith("ZZ"):
                assert step.new == (after,), (before, after)
                checked += 1
    assert checked == 174
    found = convert_nuts({"FR211": 1.0, "DE212": 2.0, "HU101": 3.0, "BE221": 4.0}, "2013", "2021")
    assert found.values == {"DE212": 2.0, "FRF21": 1.0}
    assert {one.code for one in found.refused} == {"HU101", "BE221"}


@given(PAIRS, st.data())
def test_no_code_is_lost_and_sums_are_kept(pair, data):
    level = data.draw(st.integers(0, 2))
    codes = data.draw(st.sets(st.sampled_from(sorted(nuts_codes(pair[0], level)))))
    figures = {code: float(number + 1) for number, code in enumerate(sorted(codes))}
    found = convert_nuts(figures, *pair)
    used = [code for sources in found.sources.values() for code in sources]
    refused = [one.code for one in found.refused]
    assert sorted(used + refused) == sorted(figures)
    assert math.fsum(found.values.values()) == math.fsum(figures[code] for code in used)
    assert set(found.values) <= nuts_codes(pair[1], level)


@given(PAIRS)
def test_a_whole_vintage_converts_and_what_is_recoded_comes_back(pair):
    figures = {code: float(number) for number, code in enumerate(sorted(nuts_codes(pair[0], 2)))}
    there = convert_nuts(figures, *pair)
    alone = {code: value for code, value in there.values.items() if len(there.sources[code]) == 1}
    back = convert_nuts(alone, pair[1], pair[0])
    for code, value in back.values.items():
        assert value == figures[code] or len(back.sources[code]) > 1


def of_lands(lands, vintage):
    return {code for code in nuts_codes(vintage, 2) if code[:2] in lands.split()}


def test_steps_partition_the_units_of_both_vintages():
    for old, new in pairwise(NUTS_VINTAGES):
        changed = set(revision(old, new, 2).values())
        kept = nuts_codes(old, 2) - {code for step in changed for code in step.old}
        arrived = [code for step in changed for code in step.new]
        assert len(arrived) == len(set(arrived))
        more = {"FRA5"} if new == "2013" else of_lands("BA UA XK", new) if new == "2024" else set()
        gone = of_lands("UK", old) if new == "2024" else set()
        assert nuts_codes(new, 2) - (kept | set(arrived)) == more
        assert kept - nuts_codes(new, 2) == gone


def test_an_unknown_vintage_or_level_is_named():
    with pytest.raises(ConfigError, match="unknown vintage of NUTS `2012`"):
        nuts_codes("2012", 2)
    with pytest.raises(ConfigError, match="no list of NUTS 3 for vintage 2013"):
        nuts_codes("2013", 3)
    with pytest.raises(ConfigError, match="unknown vintage"):
        convert_nuts({}, "2021", "mixed")
