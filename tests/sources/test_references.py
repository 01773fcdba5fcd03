"""Cited references: DOIs, both databases' styles, lists in one cell, and the match key, against plain counts."""

import csv
import gzip
import io
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartspec.sources.doi import clean_doi
from smartspec.sources.names import surname_and_initial
from smartspec.sources.publication import Reference
from smartspec.sources.references import parse_reference, reference_key, split_scopus_references

POLICY = "wos_plain/SDG-Repository__transformative_innovation_policy_425.txt.gz"


@pytest.fixture(scope="module")
def cited_lines(bibliography):
    """The lines of all CR fields of the 425 records, cut by tag and indent only."""
    text = gzip.decompress((bibliography / POLICY).read_bytes()).decode("utf-8-sig")
    blocks = re.findall(r"^CR (.*(?:\r?\n   .*)*)", text, re.MULTILINE)
    return [line.strip() for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1016/J.ENPOL.2017.07.028", "10.1016/j.enpol.2017.07.028"),
        ("DOI DOI 10.1332/239788217X14", "10.1332/239788217x14"),
        ("[10.1007/s11625-013-0208-6, 10.1007/s11625-011-0154-0]", "10.1007/s11625-013-0208-6"),
        ("[10.2307/1403527,10.1111/j.1751-5823.2001.tb00477.x]", "10.2307/1403527"),
        ("https://dx.doi.org/10.1080/1523908X.2015.1107716.", "10.1080/1523908x.2015.1107716"),
        ("doi:10.1016/S0048-7333(00)00132-3", "10.1016/s0048-7333(00)00132-3"),
        ("(see 10.1002/smj.4250140505)", "10.1002/smj.4250140505"),
        ("10.1002/1097-0142(19931201)72:11&lt;3248::AID-1&gt;3.0.CO;2-Z",
         "10.1002/1097-0142(19931201)72:11<3248::aid-1>3.0.co;2-z"),
        ("https://doi.org/10.1002%2Fasi.20317", "10.1002/asi.20317"),
        ("[DOI 10.15353/JOCI.V12I3.3279, https://doi.org/10.15353/joci.v12i3.3279]", "10.15353/joci.v12i3.3279"),
        ("10/fhcmr3", ""),
        ("10.1.1.83.5248", ""),
        ("arXiv:1706.03762", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_doi_is_the_first_one_without_prefix_and_tail(text, doi):
    assert clean_doi(text) == doi


@given(st.text(alphabet="10./abcXYZ-_;()[]<>,: \"'doihtp%&", max_size=60))
def test_cleaning_a_clean_doi_changes_nothing(text):
    doi = clean_doi(text)
    assert clean_doi(doi) == doi


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("Hagedoorn J, 1993, STRATEGIC MANAGE J, V14, P371, DOI 10.1002/smj.4250140505",
         ("Hagedoorn J", "", "STRATEGIC MANAGE J", 1993, "14", "371", "10.1002/smj.4250140505")),
        ("[Anonymous], 2019, RADIO FREE ASIA", ("", "", "RADIO FREE ASIA", 2019, "", "", "")),
        ("1999, OPTICAL COMPONENTS G", ("", "", "OPTICAL COMPONENTS G", 1999, "", "", "")),
        ("Foray D., SMART SPECIALISATION", ("Foray D.", "", "SMART SPECIALISATION", None, "", "", "")),
        ("ROMER PM, 1990, J POLIT ECON, V98, pS71, DOI 10.1086/261725",
         ("ROMER PM", "", "J POLIT ECON", 1990, "98", "S71", "10.1086/261725")),
        ("Erridge A., 2002, PUBLIC POLICY ADMIN, V17, p[1, 52], DOI [10.1177/09520, DOI 10.1177/09520]",
         ("Erridge A.", "", "PUBLIC POLICY ADMIN", 2002, "17", "1", "10.1177/09520")),
        ("Yoon A, 2019, J X, V3, ARTN 211, DOI DOI 10.1000/x", ("Yoon A", "", "J X", 2019, "3", "211", "10.1000/x")),
        ("Calzada I, 2013, HANDBOOK ON INNOVATION: ACTION, LEARNING AND RESEARCH, P219",
         ("Calzada I", "", "HANDBOOK ON INNOVATION: ACTION, LEARNING AND RESEARCH", 2013, "", "219", "")),
        ("Miller R.E., 2009, INPUT OUTPUT ANAL FD, Vsecond",
         ("Miller R.E.", "", "INPUT OUTPUT ANAL FD", 2009, "second", "", "")),
        ("Krynytskyy H., 2016, B TRANSILVANIA U B 2, V9, No.2",
         ("Krynytskyy H.", "", "B TRANSILVANIA U B 2", 2016, "9", "", "")),
        ("HUSSERL, IDEE PHANOMENOLOGIE, V2, P14", ("HUSSERL", "", "IDEE PHANOMENOLOGIE", None, "2", "14", "")),
    ],
)  # fmt: skip
def test_parts_of_a_web_of_science_reference(raw, parts):
    assert parse_reference(raw, style="wos") == whole(raw, parts)


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("Wu H., Three dimensions of China's ‘outward’ education, Higher Education, 77, 1, pp. 81-96, (2018)",
         ("Wu H.", "Three dimensions of China's ‘outward’ education", "Higher Education", 2018, "77", "81", "")),
        ("Aronson E., Blaney N., The Jigsaw Classroom, (1978)",
         ("Aronson E.", "The Jigsaw Classroom", "", 1978, "", "", "")),
        ("Gould R., Toward thinking, Teaching Statistics, 43, S1, pp. S11-S22, (2021)",
         ("Gould R.", "Toward thinking", "Teaching Statistics", 2021, "43", "S11", "")),
        ("Box GEP, Cox DR., An analysis, J R Stat Soc, 26, 2, pp. 211-243, (2018)",
         ("Box GEP", "An analysis", "J R Stat Soc", 2018, "26", "211", "")),
        ("Geigle Chase, Lourentzou Ismini, Clads: a lab, ITiCSE, pp. 176-181, (2018)",
         ("Geigle Chase", "Clads: a lab", "ITiCSE", 2018, "", "176", "")),
        ("Das M., Cui R., Methods for big data, Big Data, pp. 2072-2081",
         ("Das M.", "Methods for big data", "Big Data", None, "", "2072", "")),
        ("Launch years: A new vision, (2020)", ("", "Launch years: A new vision", "", 2020, "", "", "")),
        # the style of exports to 2023: year in the middle
        ("Denizot, B., Tanguy, G., Coating of nanoparticles (1999) J Coll Interf Sci, 209 (1), pp. 66-71",
         ("Denizot, B.", "Coating of nanoparticles", "J Coll Interf Sci", 1999, "209", "66", "")),
        ("Behrens, J., (1996) Nature, 382, p. 638", ("Behrens, J.", "", "Nature", 1996, "382", "638", "")),
        ("Raisz, E., (1962) Principles of Cartography, , New York:, McGraw‐Hill",
         ("Raisz, E.", "Principles of Cartography", "", 1962, "", "", "")),
        ("Millennium Ecosystem Assessment, (2005) Ecosystems and Human Well-being: Synthesis, , Island Press",
         ("Millennium Ecosystem Assessment", "Ecosystems and Human Well-being: Synthesis", "", 2005, "", "", "")),
        ("Maki, Categorization and distance (1981) Journal of Psychology, 7, pp. 15-32",
         ("Maki", "Categorization and distance", "Journal of Psychology", 1981, "7", "15", "")),
        ("Measuring the similarity of projections (1986) The American Cartographer, 13 (2), pp. 135-139",
         ("", "Measuring the similarity of projections", "The American Cartographer", 1986, "13", "135", "")),
        ("Leveson, N.G., Safety (1987) IEEE Trans., 13 SE (3), pp. 386-397. , March",
         ("Leveson, N.G.", "Safety", "IEEE Trans.", 1987, "13 SE", "386", "")),
        ("(1985), pp. 355-364. , “Approaches”", ("", "", "", 1985, "", "355", "")),
    ],
)  # fmt: skip
def test_parts_of_a_scopus_reference(raw, parts):
    assert parse_reference(raw, style="scopus") == whole(raw, parts)


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("CLEVELAND WS 2001 INT STAT REV V69 P21 DOI 102307/1403527",
         ("CLEVELAND WS", "", "INT STAT REV", 2001, "69", "21", "")),
        ("DE VEAUX RD AGARWAL M ET AL CURRICULUM GUIDELINES ANNU REV STAT APPL 4 1 PP 15-30 2017",
         ("DE VEAUX RD", "CURRICULUM GUIDELINES ANNU REV STAT APPL", "", 2017, "4", "15", "")),
        ("TUKEY J W EXPLORATORY DATA ANALYSIS 1977", ("TUKEY J W", "EXPLORATORY DATA ANALYSIS", "", 1977, "", "", "")),
    ],
)  # fmt: skip
def test_parts_of_a_reference_without_punctuation(raw, parts):
    assert parse_reference(raw, style="unknown") == whole(raw, parts)


def whole(raw, parts):
    author, title, source, year, volume, page, doi = parts
    return Reference(raw, "", author, title, source, year, volume, page, doi)


@pytest.mark.parametrize("style", ["wos", "scopus", "unknown"])
@given(raw=st.text(max_size=80))
def test_any_text_is_kept_whatever_its_parts(style, raw):
    found = parse_reference(raw, style=style)
    assert found.raw == raw.strip()
    assert isinstance(reference_key(found), str)


def test_the_unknown_style_is_told_by_its_shape(cited_lines):
    sample = cited_lines[::37]
    same = [parse_reference(raw) == parse_reference(raw, style="wos") for raw in sample if re.search(r", \d{4}, ", raw)]
    assert len(same) > 500
    assert all(same)


def test_parts_of_29_241_references_agree_with_plain_patterns(cited_lines):
    assert len(cited_lines) == 29_241
    found = [parse_reference(raw, style="wos") for raw in cited_lines]

    def disagree(part, pattern):
        return [r.raw for r in found if bool(getattr(r, part)) != bool(re.search(pattern, r.raw))]

    assert disagree("year", r"(?:^|, )(?:1[4-9]|20)\d\d(?:, |$)") == []
    # arXiv and other words behind "DOI " are no DOI
    assert disagree("doi", r"\b10\.\d{4,9}/\S") == []
    assert disagree("page", r", [Pp]\[?\S*\d|, [Pp][IVXLCivxlc]+(?:, DOI|$)") == []
    # a roman volume (`VIII`) looks like a word to the pattern
    assert len(disagree("volume", r", V\S*\d")) < 60
    assert sum(not r.author for r in found) == sum(
        bool(re.match(r"\[Anonymous\]|(?:1[4-9]|20)\d\d, ", raw)) or ", " not in raw for raw in cited_lines
    )
    assert sum(bool(r.source) for r in found) > 29_200


def test_short_reports_of_an_organisation_are_not_one_reference():
    keys = {
        reference_key(parse_reference(raw, style="wos"))
        for raw in ("OECD, 2012, OECD SCI TECHN IND O", "OECD, 2012, OECD ENV OUTL 2050")
    }
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("raw", "style", "key"),
    [
        ("Hagedoorn J, 1993, STRATEGIC MANAGE J, V14, P371, DOI 10.1002/x.1", "wos", "hagedoorn j, 1993, v14, p371"),
        ("Hagedoorn, J., Partnering (1993) Strategic Management Journal, 14, pp. 371-385", "scopus",
         "hagedoorn j, 1993, v14, p371"),
        ("Ostrom E, 2005, UNDERSTANDING INSTITUTIONAL DIVERSITY, P1", "wos", "ostrom e, 2005, und, p1"),
        ("Leach M, 2012, ECOL SOC, V17, DOI 10.5751/ES-04933-170211", "wos", "doi:10.5751/es-04933-170211"),
        ("[Anonymous], SPACE4YOUTH", "wos", "anonymous space4youth"),
    ],
)  # fmt: skip
def test_the_match_key(raw, style, key):
    assert reference_key(parse_reference(raw, style=style)) == key


def test_the_id_of_the_cited_work_is_its_key():
    assert reference_key(Reference("https://openalex.org/W12", cited_id="W12", author="A B", year=2000)) == "W12"


@pytest.mark.parametrize(
    ("cell", "n"),
    [
        ("Li X., Maps; a guide, (2001); Wu Y., Space, Nature, 1, pp. 2-3, (2002)", 2),
        ("Li, X., Maps; a guide (2001) J, 1, p. 2; Space; the end (2002) K, 1, p. 3; GitHub", 2),
        ("Li X., Maps, (2001);", 1),
        ("", 0),
    ],
)
def test_a_title_with_a_semicolon_stays_whole(cell, n):
    assert len(split_scopus_references(cell)) == n


@given(st.lists(st.text(alphabet="AaBb.;,()1290 ", max_size=25), max_size=6))
def test_splitting_loses_no_letter(pieces):
    cell = "; ".join(pieces)
    joined = "".join(split_scopus_references(cell))
    assert Counter(re.sub(r"[; ]", "", joined)) == Counter(re.sub(r"[; ]", "", cell))


def test_every_scopus_reference_carries_a_year_or_an_author(bibliography):
    csv.field_size_limit(1 << 27)
    text = gzip.decompress((bibliography / "scopus_csv/metaknowledge_220.csv.gz").read_bytes()).decode("utf-8-sig")
    cells = [row["References"] for row in csv.DictReader(io.StringIO(text, newline="")) if row["References"]]
    found = [split_scopus_references(cell) for cell in cells]
    assert sum(len(cell.split("; ")) for cell in cells) == 10_412
    for cell, pieces in zip(cells, found, strict=True):
        assert re.sub(r"[; ]", "", "".join(pieces)) == re.sub(r"[; ]", "", cell)
        for piece in pieces[1:]:
            assert re.search(r"\(\d{4}\w?\)", piece) or re.match(r"\D+[, .-]\w{1,2}\.,", piece)
    parts = [parse_reference(piece, style="scopus") for pieces in found for piece in pieces]
    assert sum(bool(r.year) for r in parts) == sum(bool(re.search(r"\((?:1[4-9]|20)\d\d\w?\)", r.raw)) for r in parts)
    with_pages = sum(bool(re.search(r"\bpp?\. ?\S", r.raw)) for r in parts)
    assert with_pages * 0.995 < sum(bool(r.page) for r in parts) <= with_pages


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ostrom E", ("ostrom", "e")),
        ("de Gooyert V", ("degooyert", "v")),
        ("van der Berg, J.-P.", ("vanderberg", "j")),
        ("Sanz-Menendez L", ("sanzmenendez", "l")),
        ("Sanz Menendez L", ("sanzmenendez", "l")),
        ("Mowery David C.", ("mowery", "d")),
        ("MacKerell Jr., A.D.", ("mackerell", "a")),
        ("Núñez, G.", ("nunez", "g")),
        ("Иванов И.И.", ("иванов", "и")),
        ("Aristotle", ("aristotle", "")),
        ("", ("", "")),
    ],
)
def test_surname_and_initial(name, key):
    assert surname_and_initial(name) == key
