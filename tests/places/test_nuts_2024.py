"""NUTS 2024: published totals, what became of every unit of 2021, and what the registry says of its codes."""

import json
import math
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.errors import ConfigError
from smartspec.places import (
    convert_nuts,
    nuts_2021,
    nuts_codes,
    nuts_vintage,
    overlapping,
    read_shapes,
    region,
    region_by_name,
    regions,
    regions_by_name,
    resolve,
    roll_up,
    vintages_of,
)
from smartspec.places.nuts_revisions import revision
from smartspec.places.tables import rows

UNION = "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
#: Units of level 1, 2 and 3 in NUTS 2024 as Eurostat publishes them; the Union has 92, 244 and 1,165.
PUBLISHED = {
    "BE": (3, 11, 44), "BG": (2, 6, 28), "CZ": (1, 8, 14), "DK": (1, 5, 11), "DE": (16, 38, 400), "EE": (1, 1, 5),
    "IE": (1, 3, 8), "EL": (4, 13, 52), "ES": (7, 19, 59), "FR": (14, 27, 101), "HR": (1, 4, 21), "IT": (5, 21, 107),
    "CY": (1, 1, 1), "LV": (1, 1, 5), "LT": (1, 2, 10), "LU": (1, 1, 1), "HU": (3, 8, 20), "MT": (1, 1, 2),
    "NL": (4, 12, 40), "AT": (3, 9, 35), "PL": (7, 17, 73), "PT": (3, 9, 26), "RO": (4, 8, 42), "SI": (1, 2, 12),
    "SK": (1, 4, 8), "FI": (2, 5, 19), "SE": (3, 8, 21), "IS": (1, 1, 2), "LI": (1, 1, 1), "NO": (1, 7, 17),
    "CH": (1, 7, 26), "BA": (1, 3, 0), "ME": (1, 1, 1), "MK": (1, 1, 8), "AL": (1, 3, 12), "RS": (2, 4, 25),
    "TR": (12, 26, 81), "UA": (8, 27, 138), "XK": (1, 1, 7),
}  # fmt: skip
LEVELS = st.sampled_from([1, 2, 3])
WAYS = st.sampled_from([("2021", "2024"), ("2024", "2021")])


def counted(vintage, level):
    return Counter(code[:2] for code in nuts_codes(vintage, level))


def test_every_country_has_its_published_number_of_units_at_every_level():
    for level in (1, 2, 3):
        assert counted("2024", level) == Counter({land: n[level - 1] for land, n in PUBLISHED.items() if n[level - 1]})
    assert [sum(counted("2024", level)[land] for land in UNION.split()) for level in (1, 2, 3)] == [92, 244, 1165]
    assert [sum(counted("2021", level)[land] for land in UNION.split()) for level in (1, 2, 3)] == [92, 242, 1166]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_code_of_either_vintage_is_kept_changed_gone_or_new(level):
    steps = set(revision("2021", "2024", level).values())
    old, new = nuts_codes("2021", level), nuts_codes("2024", level)
    left = [code for step in steps for code in step.old if step.kind != "adjusted"]
    came = [code for step in steps for code in step.new if step.kind != "adjusted"]
    assert len(left) == len(set(left))
    assert len(came) == len(set(came))
    assert set(left) == {code for code in old - new if code[:2] != "UK"}
    assert set(came) == {code for code in new - old if code[:2] not in ("BA", "UA", "XK")}


def test_the_kinds_of_change_are_those_of_the_correspondence_table():
    kinds = [Counter(step.kind for step in set(revision("2021", "2024", n).values())) for n in (1, 2, 3)]
    assert kinds[0] == {"adjusted": 2}
    assert kinds[1] == {"adjusted": 2, "boundary": 1, "reorganised": 1, "split": 1}
    assert kinds[2] == {"recoded": 16, "boundary": 12, "split": 4, "adjusted": 4, "reorganised": 2}


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [("PT16B", "PT1D1", "recoded"), ("PT185", "PT1D3", "recoded"), ("NL33C", "NL366", "recoded"),
     ("PT170", "PT1A0 PT1B0", "split"), ("NO082", "NO083 NO084 NO085", "split"), ("PT17", "PT1A PT1B", "split"),
     ("PT16", "PT19 PT1C PT1D", "reorganised"), ("NL31", "NL35 NL36", "boundary"), ("NL33", "NL35 NL36", "boundary"),
     ("LV006", "LV00A LV00B LV00C", "reorganised"), ("DEG0N", "DEG0Q DEG0R", "reorganised"),
     ("FI193", "FI198 FI19B", "boundary"), ("ITH5", "ITH5", "adjusted"), ("AT225", "AT225", "adjusted")],
)  # fmt: skip
def test_a_unit_became_what_the_correspondence_table_says(old, new, kind):
    step = revision("2021", "2024", len(old) - 2)[old]
    assert (step.kind, " ".join(step.new)) == (kind, new)
    back = revision("2024", "2021", len(old) - 2)[new.split()[0]]
    assert back.kind == {"split": "merged"}.get(kind, kind)
    assert old in back.old + back.new


def test_only_recoded_and_merged_units_are_converted():
    given_ = {"PT16B": 1.0, "PT170": 2.0, "NL310": 3.0, "LV006": 4.0, "AT224": 5.0, "DE212": 6.0, "UKI31": 7.0}
    there = convert_nuts(given_, "2021", "2024")
    assert there.values == {"PT1D1": 1.0, "AT224": 5.0, "DE212": 6.0}
    assert {one.code: one.candidates for one in there.refused} == {
        "PT170": ("PT1A0", "PT1B0"),
        "NL310": ("NL350", "NL364"),
        "LV006": ("LV00A", "LV00B", "LV00C"),
        "UKI31": (),
    }
    reasons = {one.code: one.reason for one in there.refused}
    assert reasons["UKI31"] == "NUTS 2024 has no units of UK"
    assert "only the sum of NL310, NL33A is comparable" in reasons["NL310"]
    assert [step.kind for step in there.moves if "AT224" in step.old] == ["adjusted"]
    back = convert_nuts({"PT1A0": 1.0, "PT1B0": 2.0, "NO083": 1.0, "NO084": 2.0, "UA111": 5.0}, "2024", "2021")
    assert back.values == {"PT170": 3.0}
    assert {one.code for one in back.refused} == {"NO083", "NO084", "UA111"}
    assert "lacks NO085" in back.refused[0].reason
    rates = convert_nuts({"PT1A0": 1.0, "PT1B0": 2.0, "PT191": 4.0}, "2024", "2021", additive=False)
    assert rates.values == {"PT16D": 4.0}


def test_a_level_1_unit_keeps_its_figure_where_changes_stayed_inside():
    found = convert_nuts({"PT1": 1.0, "NL3": 2.0, "ITI": 3.0, "NO0": 4.0, "UKI": 5.0, "BA0": 6.0}, "2021", "2024")
    assert found.values == {"PT1": 1.0, "NL3": 2.0, "ITI": 3.0, "NO0": 4.0}
    assert {one.code for one in found.refused} == {"UKI", "BA0"}


def test_an_old_code_that_was_given_out_again_is_not_led_through_2021():
    assert vintages_of("NO072") == ("2024",)  # and a code of 2016, with no list of level 3
    assert convert_nuts({"NO072": 1.0}, "2016", "2024").values == {}
    assert convert_nuts({"FR211": 1.0, "DE212": 2.0}, "2013", "2024").values == {"DE212": 2.0, "FRF21": 1.0}
    assert convert_nuts({"DE212": 1.0}, "2024", "2016").values == {}  # no list of level 3 to compare with


def test_a_file_that_mixes_vintages_starts_each_code_at_the_last_vintage_that_has_it():
    given_ = {"ITD1": 1.0, "PT16B": 2.0, "PT1D1": 3.0, "PT15": 4.0, "PT16": 5.0, "PT19": 6.0, "UKI1": 7.0}
    found = convert_nuts(given_, "mixed", "2024")
    assert found.values == {"ITH1": 1.0, "PT15": 4.0, "PT19": 6.0}
    reasons = {one.code: one.reason for one in found.refused}
    assert reasons["PT16B"] == reasons["PT1D1"] == "several figures for `PT1D1`"
    assert {"PT16", "UKI1"} <= set(reasons)


@given(WAYS, LEVELS, st.data())
def test_no_figure_is_lost_and_sums_are_kept(way, level, data):
    codes = data.draw(st.sets(st.sampled_from(sorted(nuts_codes(way[0], level)))))
    figures = {code: float(number + 1) for number, code in enumerate(sorted(codes))}
    found = convert_nuts(figures, *way)
    used = [code for sources in found.sources.values() for code in sources]
    assert sorted([*used, *(one.code for one in found.refused)]) == sorted(figures)
    assert math.fsum(found.values.values()) == math.fsum(figures[code] for code in used)
    assert set(found.values) <= nuts_codes(way[1], level)


@pytest.mark.parametrize(("level", "kept", "refused"), [(1, 113, 12), (2, 288, 46), (3, 1299, 215)])
def test_a_whole_vintage_there_and_back_is_what_it_was(level, kept, refused):
    figures = {code: float(number) for number, code in enumerate(sorted(nuts_codes("2021", level)))}
    there = convert_nuts(figures, "2021", "2024")
    assert (len(there.values), len(there.refused)) == (kept, refused)
    back = convert_nuts(there.values, "2024", "2021")
    assert back.refused == ()
    assert all(figures[code] == value for code, value in back.values.items())
    assert len(back.values) == kept


def test_the_vintage_of_a_column_is_told_or_its_doubt_is_stated():
    fit = nuts_vintage(["PT1A", "NL35", "DE21"])[0]
    assert (fit.vintage, fit.strangers, fit.equals) == ("2024", (), ())
    fit = nuts_vintage(["PT16", "HR05", "DE21"])[0]
    assert (fit.vintage, fit.equals) == ("2021", ())
    fit = nuts_vintage(["DE21", "DE212"])[0]
    assert (fit.vintage, fit.equals) == ("2021", ("2024", "2016", "2013", "2010", "2006"))
    fit = nuts_vintage(["PT16", "PT1A", "DE21"])[0]
    assert (fit.fitting, fit.strangers) == (2, ("PT1A",))
    assert {one.vintage: one.strangers for one in nuts_vintage(["UKI3", "PT1A"])}["2024"] == ("UKI3",)


def test_a_whole_column_of_2024_with_aggregates_is_told():
    codes = {code for level in range(4) for code in nuts_codes("2024", level)} | {"EU27_2020", "PTZZZ"}
    best = nuts_vintage(codes)[0]
    assert (best.vintage, best.strangers, best.equals, best.others) == ("2024", (), (), ("EU27_2020",))


def test_every_code_of_both_vintages_is_a_region_with_a_name_and_its_vintages():
    for vintage in ("2021", "2024"):
        for level in (1, 2, 3):
            listed = regions(f"nuts{level}", vintage=vintage)
            assert {one.code for one in listed} == nuts_codes(vintage, level)
            for one in listed:
                assert one.name
                assert not any(
                    "\u0370" <= letter < "\u0530" for letter in one.name
                )  # Greek and Cyrillic stand in `names`
                assert one.vintages == tuple(v for v in vintages_of(one.code) if v in ("2021", "2024"))
                assert region(one.parent).kind == (f"nuts{level - 1}" if level > 1 else "country")


def test_the_registry_without_a_day_gives_2021_and_with_a_day_that_of_the_day():
    assert len(regions("nuts2")) == len(regions("nuts2", at=date(2022, 6, 1))) == 334
    assert len(regions("nuts2", at=date(2024, 1, 1))) == len(regions("nuts2", vintage="2024")) == 326
    assert region("PT16").successors == ("PT19", "PT1C", "PT1D")
    assert (region("PT17").change, region("NL31").change, region("UKI3").change) == ("split", "boundary", "")
    assert (region("PT1A").valid_from, region("PT17").valid_to) == (date(2024, 1, 1), date(2023, 12, 31))
    assert (roll_up("PT1D1", "nuts1"), roll_up("UA441", "country"), roll_up("NL350", "nuts2")) == ("PT1", "UA", "NL35")
    with pytest.raises(ConfigError, match="no regions of NUTS 2016"):
        regions("nuts2", vintage="2016")


def test_names_lead_to_2021_first_and_to_2024_where_only_it_has_them():
    assert [one.code for one in regions_by_name("Alentejo")] == ["PT18"]
    assert region_by_name("Alentejo", kind="nuts2", at=date(2025, 1, 1)).code == "PT1C"
    assert region_by_name("Oeste e Vale do Tejo").code == "PT1D"
    assert region_by_name("Península de Setúbal").code == "PT1B"
    assert region_by_name("Utrecht", kind="nuts3").code == "NL310"
    assert region_by_name("Utrecht", kind="nuts3", at=date(2024, 5, 1)).code == "NL350"
    assert region_by_name("Видин", kind="nuts3").code == region_by_name("Vidin", kind="nuts3").code == "BG311"


def test_ukraine_keeps_its_iso_regions_beside_the_statistical_ones():
    assert region_by_name("Kyiv", country="UA").code == "UA-30"
    assert region_by_name("Полтавська Область", kind="nuts2").code == "UA11"
    assert region_by_name("Prishtinë", kind="nuts3").code == "XK001"


def test_a_code_of_2024_leads_back_to_the_units_of_2021_that_share_its_ground():
    assert nuts_2021("PT1D").codes == ("PT16", "PT18")
    assert nuts_2021("NL35").codes == ("NL31",)
    assert not any(nuts_2021(code).exact for code in nuts_codes("2024", 2) - nuts_codes("2021", 2))
    both = nuts_codes("2024", 2) & nuts_codes("2021", 2)
    assert {code for code in both if not nuts_2021(code).exact} == {"HR02"}  # another unit in 2006
    assert nuts_2021("BA01").codes == ()


def test_units_of_two_vintages_that_share_ground_are_named_as_overlapping():
    assert overlapping(["PT16", "PT18", "PT19", "PT1C", "PT1D"]) == (
        ("PT16", "PT19"), ("PT16", "PT1D"), ("PT18", "PT1C"), ("PT18", "PT1D"),
    )  # fmt: skip
    assert overlapping(["PT17", "PT1A0", "NL310", "NL350", "NL364"]) == (("NL310", "NL350"), ("PT17", "PT1A0"))
    assert overlapping(["LV007", "LV00C", "DEG04", "DEG0T"]) == (("LV007", "LV00C"),)
    for vintage in ("2021", "2024"):
        assert overlapping(sorted(nuts_codes(vintage, 2))) == ()


def test_an_address_is_resolved_to_the_vintage_of_the_towns():
    for text in (
        "Univ Nova, Lisbon, Portugal",
        "Inst X, Grande Lisboa, Portugal",
        "Inst X, Peninsula de Setubal, Portugal",
    ):
        assert resolve(text).region == "PT17"
    assert resolve("Inst X, Alentejo, Portugal").region == "PT18"


def test_a_map_of_2024_is_read_with_its_vintage(tmp_path):
    ring = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]

    def drawn(codes):
        shapes = [
            {"type": "Feature", "properties": {"NUTS_ID": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
            for code in codes
        ]
        path = tmp_path / "map.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}), encoding="utf-8")
        return read_shapes(path)

    found = drawn(["PT1A", "PT1B", "NL35", "UA11"])
    assert (found.vintage, found.warnings, sorted(found.polygons)) == (
        "NUTS 2024",
        (),
        ["NL35", "PT1A", "PT1B", "UA11"],
    )
    assert drawn(["PT17", "ES51"]).vintage == "NUTS 2006 or 2010 or 2013 or 2016 or 2021"
    assert drawn(["HR05", "ES51"]).vintage == "NUTS 2021 or 2024"


def test_the_list_is_sorted_has_no_code_twice_and_no_parent_is_missing():
    listed = [line[0] for line in rows("nuts_2024")]
    assert listed == sorted(set(listed))
    for code in nuts_codes("2024", 3) | nuts_codes("2024", 2):
        assert code[:-1] in nuts_codes("2024", len(code) - 3)
