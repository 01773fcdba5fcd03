"""EMISS downloads of other offices: areas under the office's own codes, told by the title and the names of the list."""

from collections.abc import Sequence

import pytest

AREAS = {
    "00": "Российская Федерация",
    "030": "Центральный федеральный округ",
    "14": "Белгородская область",
    "45": "г. Москва",
    "11": "Архангельская область",
    "11100": "в том числе Ненецкий автономный округ",
    "11999": "Архангельская область без данных по Ненецкому автономному округу",
    "037": "Южный федеральный округ (до июля 2016г. Республика Крым не входила в его состав)",
    "38": "Южный федеральный округ (с 2017 года)",
}
KINDS = {"1": "Жилищные кредиты", "2": "Ипотечные кредиты"}


def code_list(name: str, title: str, labels: dict[str, str]) -> str:
    codes = (
        f'<s:Code value="{code}"><s:Description xml:lang="ru">{label}</s:Description></s:Code>'
        for code, label in labels.items()
    )
    return f'<s:CodeList id="{name}"><s:Name xml:lang="ru">{title}</s:Name>{"".join(codes)}</s:CodeList>'


def message(lists: Sequence[str], series: Sequence[dict[str, str]]) -> str:
    """A message whose series have a key and the figure of one month, counted from 1."""
    parts = [
        "<g:Series><g:SeriesKey>"
        + "".join(f'<g:Value concept="{name}" value="{code}"/>' for name, code in key.items())
        + '</g:SeriesKey><g:Attributes><g:Value concept="EI" value="месяц"/><g:Value concept="PERIOD" value="май"/>'
        f'</g:Attributes><g:Obs><g:Time>2019</g:Time><g:ObsValue value="{number},5"/></g:Obs></g:Series>'
        for number, key in enumerate(series, 1)
    ]
    return (
        '<GenericData xmlns="http://www.SDMX.org/resources/SDMXML/schemas/v1_0/message" xmlns:g="urn:g"'
        f' xmlns:s="urn:s"><CodeLists>{"".join(lists)}</CodeLists>'
        '<Description><Indicator id="9" name="Сроки"/></Description>'
        f"<DataSet>{''.join(parts)}</DataSet></GenericData>"
    )


def test_areas_under_the_codes_of_the_bank_of_russia_are_those_of_the_registry(written, found_again):
    lists = [
        code_list("00_003", "Регионы Российской Федерации (иерархический)", AREAS),
        code_list("03_024", "Характеристики кредитов", KINDS),
    ]
    read = written("emiss_xml", message(lists, [{"00_003": code, "03_024": "1"} for code in AREAS]))
    assert [(row["region"], row["variant"]) for row in read.rows] == [
        ("RU", None),
        ("FD-CE", None),
        ("RU-BEL", None),
        ("RU-MOW", None),
        ("RU-ARK", None),
        ("RU-NEN", None),
        ("RU-ARK-0", None),
        ("FD-SO", "до июля 2016г. Республика Крым не входила в его состав"),
        ("FD-SO", "с 2017 года"),
    ]
    assert [row["value"] for row in read.rows] == [number + 0.5 for number in range(1, 10)]
    assert {(row["period"], row["dimensions"]) for row in read.rows} == {
        ("2019-05", "Характеристики кредитов=Жилищные кредиты")
    }
    assert found_again(read) == []


def test_a_list_of_areas_may_be_told_by_its_name_alone(written):
    areas = {"1": "Город Москва", "2": "Чувашская Республика - Чувашия", "3": "Республика Татарстан (Татарстан)"}
    read = written("emiss_xml", message([code_list("mРЕГИОН", "м", areas)], [{"mРЕГИОН": code} for code in areas]))
    assert [row["region"] for row in read.rows] == ["RU-MOW", "RU-CU", "RU-TA"]


@pytest.mark.parametrize(
    ("title", "labels"),
    [
        ("Тип территории", {"1": "городская местность", "2": "сельская местность", "3": "Российская Федерация"}),
        ("Регионы", {"1": "Альфа", "2": "Бета", "3": "Томская область"}),
        ("Наименования", {"1": "Томская область", "2": "Омская область"}),
    ],
)
def test_a_list_is_of_areas_only_by_its_title_and_most_of_its_names(written, title, labels):
    read = written("emiss_xml", message([code_list("77", title, labels)], [{"77": code} for code in labels]))
    assert {row["region"] for row in read.rows} == {None}
    assert [row["dimensions"] for row in read.rows] == [f"{title}={label}" for label in labels.values()]


def test_the_list_of_the_statistical_office_goes_before_any_other_list_of_areas(written):
    lists = [
        code_list("s_OKATO", "ОКАТО", {"69000000000": "Томская область"}),
        code_list("80", "Регионы прибытия", {"14": "Белгородская область"}),
    ]
    (row,) = written("emiss_xml", message(lists, [{"80": "14", "s_OKATO": "69000000000"}])).rows
    assert (row["region"], row["dimensions"]) == ("RU-TOM", "Регионы прибытия=Белгородская область")
