"""References of two styles in one id space: scored on pairs corrected by hand, and on what must not be joined."""

import csv
import re
from collections import defaultdict
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest

from smartspec.schema import TABLES
from smartspec.sources.joining.reference_evidence import CitedFacts, Strength, weigh
from smartspec.sources.joining.reference_matching import match_references
from smartspec.sources.joining.shortened_words import abbreviates, same_surname
from smartspec.sources.references import parse_reference, reference_key
from smartspec.store import arrow_schema

PARTS = ("cited_id", "author", "title", "source", "year", "volume", "page", "doi")


def table(rows):
    """Rows of `record_references` from (record, raw, style)."""
    found = []
    for ordinal, (record, raw, style) in enumerate(rows, 1):
        r = parse_reference(raw, style=style)
        found.append({"record": record, "ordinal": ordinal, "raw": r.raw, "reference": reference_key(r),
                      **{name: getattr(r, name) or None for name in PARTS}})  # fmt: skip
    return pa.Table.from_pylist(found, schema=arrow_schema(TABLES["record_references"]))


def keys(*raws, works=None):
    rows = table(
        (f"r{at}", raw, "wos" if re.search(r"^[^()]*, \d{4}, ", raw) else "scopus") for at, raw in enumerate(raws)
    )
    return match_references(rows, None if works is None else pa.array(works)).to_pylist()


GUO = "Guo P.J., Python tutor: Embeddable visualization, Computer Science Education, 23, 1, pp. 579-584, (2013)"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (GUO, "Guo PJ, 2013, COMPUT SCI EDUC, V23, P579, DOI 10.1145/2445196.2445368"),
        # neither volume nor page: the book's title is abbreviated to twenty letters
        ("O'Neil C., Weapons of Math Destruction: How Big Data Increases Inequality, (2017)",
         "ONeil C., 2017, WEAPONS MATH DESTRUC"),
        ("Jacobbe T., The LOCUS test, Proceedings of the Ninth International Conference on Teaching Statistics, (2014)",
         "Jacobbe T., 2014, 9 INT C TEACHING STA"),
        # one year and one letter differ
        ("Cleveland W.S., Data science: An action plan, International Statistical Review, 69, 1, pp. 21-26, (2001)",
         "CLEVELND WS, 2002, INT STAT REV, V69, P21"),
        ("Anderson P., An undergraduate degree in data science: a decade, Proceedings of SIGCSE, pp. 145-150, (2014)",
         "Anderson P., 2014, An undergraduate degree in data science., P145"),
        ("Tukey J.W., Exploratory Data Analysis, (1977)", "Tukey J., “Exploratory data analysis, (1977)"),
        ("Noble S.U., Algorithms of Oppression: How Search Engines Reinforce Racism, (2018)",
         "Noble Safiya Umoja, Algorithms of oppression: How search engines reinforce racism, (2018)"),
        ("Shvachko K, 2010, IEEE S MASS STOR SYS, V1, DOI 10.1109/MSST.2010.5496972",
         "Shvachko K., 2010, P MSST, DOI [10.1109/msst.2010.5496972]"),
    ],
)  # fmt: skip
def test_two_styles_of_one_work_get_one_key(first, second):
    assert len(set(keys(first, second))) == 1
    assert len(set(keys(second, first))) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # page 1 of every article of a journal with article numbers
        ("Chen A., High school data science, Harvard Data Science Review, 2, 4, pp. 1-5, (2020)",
         "Irizarry R.A., The role of academia, Harvard Data Science Review, 2, 1, pp. 1-8, (2020)"),
        ("Donoghue T, 2021, J STAT DATA SCI ED, V29, P1", "Kim B, 2021, J STAT DATA SCI ED, V29, P1"),
        # a wrong DOI that a database has given to unlike works
        ("Hufty M., 2011, RES SUSTAIN DEV FDN, DOI 10.1017/cbo9781107415324.004",
         "Kuckertz A, 2015, BETRIEBSWIRTSCHAFT D, V75, P273, DOI 10.1017/cbo9781107415324.004"),
        ("Wang Y, 2018, PROCEEDINGS OF THE 2018 CHI CONFERENCE, P12, DOI 10.1145/1.1",
         "Wang Y, 2018, PROCEEDINGS OF THE 2018 CHI CONFERENCE, P345, DOI 10.1145/1.2"),
        ("Hey T., The Fourth Paradigm, (2009)", "Hey T., The Fourth Paradigm, (2012)"),
        ("Smith J., 2010, REG STUD, V44, P1", "Smith J., 2010, REG STUD, V44, P155"),
    ],
)  # fmt: skip
def test_unlike_works_keep_two_keys(first, second):
    assert len(set(keys(first, second))) == 2


def test_a_short_form_that_fits_two_works_is_left_alone():
    short = "Wolff A., 2016, J COMMUNITY INFORM, V12"
    one = (
        "Wolff A., Gooch D., Creating understanding of data, Journal of Community Informatics, 12, 3, pp. 9-26, (2016)"
    )
    two = "Wolff A., Kortuem G., Urban data in schools, Journal of Community Informatics, 12, 3, pp. 57-82, (2016)"
    assert len(set(keys(short, one))) == 1
    assert len(set(keys(short, one, two))) == 3


def test_two_lists_of_one_publication_share_what_is_left():
    scopus = "Yip J., Laughing is scary: A conceptual model, CHI 2019, (2019)"
    wos = "Yip JC, 2019, CHI EXTENDED ABSTR"
    assert len(set(keys(scopus, wos))) == 2
    assert len(set(keys(scopus, wos, works=["w", "w"]))) == 1
    assert len(set(keys(scopus, wos, works=["v", "w"]))) == 2


def test_works_are_not_chained_over_a_third():
    book = "Ng A., Machine Learning, (2011)"
    middle = "Ng A., Machine Learning, (2012)"
    late = "Ng A., Machine Learning, (2013)"
    found = keys(book, middle, late)
    assert found[0] != found[2]


def test_ids_of_cited_works_keep_their_keys():
    rows = table([("a", "Smith J, 2010, REG STUD, V44, P1", "wos")])
    bare = pa.Table.from_pylist(
        [{"record": "b", "ordinal": 1, "raw": "W1", "reference": "openalex:W1", "cited_id": "W1"}],
        schema=rows.schema,
    )
    assert match_references(pa.concat_tables([bare, rows, bare])).to_pylist()[::2] == ["openalex:W1"] * 2


def test_abbreviated_words_and_misspelt_surnames():
    assert abbreviates("natl", "national")
    assert not abbreviates("nature", "national")
    assert same_surname("cleveland", "clevelnad")
    assert same_surname("veaux", "deveaux")
    assert not same_surname("wang", "wu")
    assert not same_surname("smith", "smyths")


def test_evidence_does_not_depend_on_the_order_of_the_two(pair_references):
    facts = [CitedFacts(parse_reference(raw, style=style)) for raw, style in pair_references[:4000:7]]
    for first, second in combinations(facts[:250], 2):
        assert weigh(first, second) == weigh(second, first)


@pytest.fixture(scope="module")
def pair_references(rows_of):
    """Every reference of the two exports of one search, with its style."""
    files = {"merge_pair/scopus.csv.gz": "scopus", "merge_pair/wos.txt": "wos"}
    return [(row["raw"], style) for name, style in files.items() for row in rows_of(name, "record_references")]


@pytest.fixture(scope="module")
def corrected(bibliography):
    """Pairs of strings corrected by hand: canonical form and variant."""
    with (bibliography / "merge_pair/manualdupes.txt").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [(row[1], row[2]) for row in rows if row[1].strip() and row[2].strip()]


def as_corrected(raw):
    """A reference as the authors of the list wrote it: capitals, most signs left out."""
    return re.sub(r"\s+", " ", re.sub(r"[^\w /\-]|_", "", raw.upper())).strip()


def clusters_of(pairs):
    """Closure of pairs: string to the name of its group."""
    parent = {}

    def find(text):
        parent.setdefault(text, text)
        while parent[text] != text:
            text = parent[text]
        return text

    for first, second in pairs:
        parent[find(first)] = find(second)
    return {text: find(text) for text in parent}


def score(truth, found):
    """Pairwise precision and recall, and F1 of exact clusters."""

    def groups(label):
        members = defaultdict(list)
        for text in found:
            members[label[text]].append(text)
        return {frozenset(texts) for texts in members.values()}

    ours, theirs = groups(found), groups(truth)
    pairs = [{pair for texts in side for pair in combinations(sorted(texts), 2)} for side in (ours, theirs)]
    both = len(pairs[0] & pairs[1])
    exact = len(ours & theirs)
    return both / len(pairs[0]), both / len(pairs[1]), 2 * exact / (len(ours) + len(theirs))


def test_raw_references_score_on_the_pairs_corrected_by_hand(corrected, pair_references):
    truth = clusters_of(corrected)
    rows = table(("r", raw, style) for raw, style in dict(pair_references).items())
    by_text = {}
    for raw, key in zip(rows["raw"].to_pylist(), match_references(rows).to_pylist(), strict=True):
        by_text.setdefault(as_corrected(raw), key)
    found = {text: by_text[as_corrected(text)] for text in truth if as_corrected(text) in by_text}
    assert len(found) > 1600
    precision, recall, exact = score(truth, found)
    assert precision > 0.96
    assert recall > 0.89
    assert exact > 0.82


def test_corrected_strings_alone_score_without_punctuation(corrected):
    truth = clusters_of(corrected)
    texts = sorted(truth)
    found = match_references(table(("r", text, "unknown") for text in texts)).to_pylist()
    precision, recall, exact = score(truth, dict(zip(texts, found, strict=True)))
    assert precision > 0.95
    assert recall > 0.86
    assert exact > 0.75


def test_keys_do_not_depend_on_the_order_of_the_rows(pair_references):
    rows = table(("r", raw, style) for raw, style in pair_references[::3])
    order = np.random.default_rng(1).permutation(rows.num_rows)
    straight, shuffled = match_references(rows).to_pylist(), match_references(rows.take(order)).to_pylist()
    assert shuffled == [straight[at] for at in order]


def test_strengths_are_ordered():
    assert Strength.NONE < Strength.WEAK < Strength.FAIR < Strength.STRONG < Strength.SURE
