"""Make the publications of the embedded example: generated, marked as such, the same bytes every time.

Run from the repository root: `python tools/make_example.py`.
"""

import csv
import io
import json
import random
from dataclasses import dataclass, field
from pathlib import Path

TARGET = Path("src/smartspec/build/example/sources")
N_WORKS = 320
YEARS = range(2014, 2025)

#: Invented research topics: keywords in English, the same in Russian, words for titles.
THEMES = {
    "materials": (
        [
            "composite materials",
            "additive manufacturing",
            "powder metallurgy",
            "coatings",
            "corrosion",
            "nanostructures",
            "polymers",
            "mechanical properties",
            "laser processing",
            "ceramics",
        ],
        [
            "композиционные материалы",
            "аддитивные технологии",
            "порошковая металлургия",
            "покрытия",
            "коррозия",
            "наноструктуры",
            "полимеры",
            "механические свойства",
            "лазерная обработка",
            "керамика",
        ],
    ),
    "energy": (
        [
            "energy efficiency",
            "smart grid",
            "hydrogen",
            "energy storage",
            "heat transfer",
            "wind power",
            "gas turbines",
            "nuclear energy",
            "microgrids",
            "thermal insulation",
        ],
        [
            "энергоэффективность",
            "умные сети",
            "водород",
            "накопители энергии",
            "теплообмен",
            "ветроэнергетика",
            "газовые турбины",
            "атомная энергетика",
            "микросети",
            "теплоизоляция",
        ],
    ),
    "agriculture": (
        [
            "precision agriculture",
            "soil fertility",
            "wheat",
            "irrigation",
            "plant protection",
            "biofertilisers",
            "remote sensing",
            "crop rotation",
            "livestock",
            "food security",
        ],
        [
            "точное земледелие",
            "плодородие почв",
            "пшеница",
            "орошение",
            "защита растений",
            "биоудобрения",
            "дистанционное зондирование",
            "севооборот",
            "животноводство",
            "продовольственная безопасность",
        ],
    ),
    "health": (
        [
            "biomarkers",
            "telemedicine",
            "oncology",
            "biocompatible implants",
            "medical devices",
            "genomics",
            "rehabilitation",
            "pharmacology",
            "biosensors",
            "public health",
        ],
        [
            "биомаркеры",
            "телемедицина",
            "онкология",
            "биосовместимые имплантаты",
            "медицинские изделия",
            "геномика",
            "реабилитация",
            "фармакология",
            "биосенсоры",
            "общественное здоровье",
        ],
    ),
    "digital": (
        [
            "machine learning",
            "computer vision",
            "digital twins",
            "cybersecurity",
            "internet of things",
            "neural networks",
            "data analysis",
            "robotics",
            "remote sensing",
            "decision support",
        ],
        [
            "машинное обучение",
            "компьютерное зрение",
            "цифровые двойники",
            "кибербезопасность",
            "интернет вещей",
            "нейронные сети",
            "анализ данных",
            "робототехника",
            "дистанционное зондирование",
            "поддержка принятия решений",
        ],
    ),
    "regions": (
        [
            "smart specialisation",
            "regional innovation systems",
            "interregional cooperation",
            "technology transfer",
            "clusters",
            "innovation policy",
            "human capital",
            "universities",
            "investment",
            "regional development",
        ],
        [
            "умная специализация",
            "региональные инновационные системы",
            "межрегиональное сотрудничество",
            "трансфер технологий",
            "кластеры",
            "инновационная политика",
            "человеческий капитал",
            "университеты",
            "инвестиции",
            "региональное развитие",
        ],
    ),
}
BRIDGES = {
    "materials": "energy",
    "energy": "digital",
    "agriculture": "digital",
    "health": "materials",
    "digital": "health",
    "regions": "digital",
}
#: City, its organisation, postcode, country, themes that it is strong in.
PLACES = [
    ("Penza", "Example University of Penza", "440026", "Russia", ["materials", "digital"]),
    ("Samara", "Example University of Samara", "443086", "Russia", ["materials", "energy"]),
    ("Kazan", "Example University of Kazan", "420008", "Russia", ["health", "digital"]),
    ("Saratov", "Example University of Saratov", "410012", "Russia", ["agriculture", "health"]),
    ("Tomsk", "Example University of Tomsk", "634050", "Russia", ["materials", "health"]),
    ("Novosibirsk", "Example University of Novosibirsk", "630090", "Russia", ["digital", "health"]),
    ("Yekaterinburg", "Example University of Yekaterinburg", "620002", "Russia", ["materials", "energy"]),
    ("Krasnodar", "Example University of Krasnodar", "350040", "Russia", ["agriculture", "regions"]),
    (
        "Moscow",
        "Example University of Moscow",
        "119991",
        "Russia",
        ["digital", "regions", "health", "energy"],
    ),
    ("St Petersburg", "Example University of St Petersburg", "197101", "Russia", ["digital", "energy"]),
    ("Turku", "Example University of Turku", "20014", "Finland", ["regions", "health"]),
    ("Porto", "Example University of Porto", "4099-002", "Portugal", ["agriculture", "regions"]),
    ("Brno", "Example University of Brno", "601 77", "Czech Republic", ["health", "digital"]),
    ("Almaty", "Example University of Almaty", "050040", "Kazakhstan", ["energy", "agriculture"]),
]
SURNAMES = (
    "Abramov Belova Vinogradov Gordeeva Dmitriev Egorova Zhdanov Zaitseva Ilyin Kalinina Lebedev Makarova Nikitin Orlova"
    " Panin Romanova Sidorov Titova Ushakov Fomina Kharitonov Tsvetkova Chernov Shubina Yudin Yakovleva Aalto Costa"
    " Novotny Omarov Ferreira Virtanen Dvorak Sultanov"
).split()
JOURNALS = {
    "materials": "Example Journal of Materials",
    "energy": "Example Energy Letters",
    "agriculture": "Example Annals of Agriculture",
    "health": "Example Reports in Medicine",
    "digital": "Example Transactions on Computing",
    "regions": "Example Regional Studies",
}
FORMS = [
    "{a} and {b}: a study of {c}",
    "{a} for {b} under {c}",
    "On {a} in {b}",
    "{a}, {b} and {c}: evidence from {city}",
]
MARK = "[generated]"


@dataclass
class Person:
    """An invented author at one place."""

    name: str
    place: int
    number: int


@dataclass
class Work:
    """An invented publication."""

    number: int
    theme: str
    year: int
    title: str
    keywords: list[str]
    authors: list[Person]
    cited_old: list[str]
    cited_works: list["Work"] = field(default_factory=list)
    times_cited: int = 0

    @property
    def doi(self) -> str:
        """A DOI under the prefix kept for examples."""
        return f"10.5555/example.{self.number:04d}"


def people(rng: random.Random) -> list[Person]:
    """Authors, nine or so at each place."""
    found = []
    for place in range(len(PLACES)):
        for _ in range(rng.randint(7, 11)):
            initials = rng.choice("ABDEGIKLMNOPRSTV") + rng.choice("ABDEGIKLMNOPRSTV")
            found.append(Person(f"{rng.choice(SURNAMES)}, {initials}", place, len(found)))
    return found


def old_references(theme: str, rng: random.Random) -> list[str]:
    """References of a theme to publications outside the set, in the style of Web of Science."""
    source = JOURNALS[theme].upper().replace("EXAMPLE ", "EX ")[:20]
    found = []
    for number in range(60):
        name = f"{rng.choice(SURNAMES)} {rng.choice('ABDEGIKLMN')}"
        year, volume, page = rng.randint(1985, 2013), rng.randint(1, 40), rng.randint(1, 900)
        doi = f", DOI 10.5555/old.{theme}.{number}" if number % 3 else ""
        found.append(f"{name}, {year}, {source}, V{volume}, P{page}{doi}")
    return found


def works(rng: random.Random) -> list[Work]:
    """Publications with themes, authors from places strong in them, and citations among themselves."""
    authors, pools = people(rng), {theme: old_references(theme, rng) for theme in THEMES}
    made: list[Work] = []
    for number in range(1, N_WORKS + 1):
        theme = rng.choice(list(THEMES))
        strong = [i for i, place in enumerate(PLACES) if theme in place[4]]
        home = rng.choice(strong)
        guests = [rng.choice(strong if rng.random() < 0.7 else range(len(PLACES)))] if rng.random() < 0.45 else []
        team: list[Person] = []
        for place in [home] * rng.randint(1, 3) + guests:
            person = rng.choice([a for a in authors if a.place == place])
            if person.number not in {p.number for p in team}:
                team.append(person)
        words = _keywords(theme, rng)
        year = rng.choice(list(YEARS))
        title = rng.choice(FORMS).format(a=words[0].capitalize(), b=words[1], c=words[2], city=PLACES[home][0])
        own = rng.sample(pools[theme], rng.randint(5, 10))
        near = rng.sample(pools[BRIDGES[theme]], rng.randint(1, 4))
        anywhere = rng.sample(pools[rng.choice(list(THEMES))], rng.randint(0, 2))
        old = sorted({*own, *near, *anywhere})
        made.append(Work(number, theme, year, f"{title} {MARK}", words, team, old))
    made.sort(key=lambda work: (work.year, work.number))
    for place, work in enumerate(made):
        earlier = [w for w in made[:place] if w.theme == work.theme and w.year < work.year]
        work.cited_works = rng.sample(earlier, min(len(earlier), rng.randint(0, 4)))
        for cited in work.cited_works:
            cited.times_cited += rng.randint(1, 3)
    return sorted(made, key=lambda work: work.number)


def _keywords(theme: str, rng: random.Random) -> list[str]:
    english = THEMES[theme][0]
    weights = [1 / (rank + 1.5) for rank in range(len(english))]
    chosen: list[str] = []
    while len(chosen) < rng.randint(4, 6):
        word = rng.choices(english, weights)[0]
        if word not in chosen:
            chosen.append(word)
    if rng.random() < 0.35:
        chosen.append(rng.choice(THEMES[BRIDGES[theme]][0][:4]))
    return list(dict.fromkeys(chosen))


def as_reference(work: Work) -> str:
    """A publication of the set as another cites it, in the style of Web of Science."""
    name = work.authors[0].name.replace(", ", " ")
    source = JOURNALS[work.theme].upper().replace("EXAMPLE ", "EX ")[:20]
    return f"{name}, {work.year}, {source}, V{work.year - 2000}, P{work.number * 3}, DOI {work.doi}"


def wos(chosen: list[Work]) -> str:
    """Web of Science plain text."""
    lines = ["FN Generated example in the layout of Web of Science", "VR 1.0"]
    for work in chosen:
        lines += ["PT J"]
        lines += [("AU " if i == 0 else "   ") + p.name for i, p in enumerate(work.authors)]
        lines += [f"TI {work.title}", f"SO {JOURNALS[work.theme].upper()}", "LA English", "DT Article"]
        lines += [f"DE {'; '.join(work.keywords)}", f"AB Generated text about {', '.join(work.keywords)}."]
        addresses: dict[int, list[str]] = {}
        for person in work.authors:
            addresses.setdefault(person.place, []).append(person.name)
        for i, (place, names) in enumerate(addresses.items()):
            city, organisation, code, country, _ = PLACES[place]
            lines.append(
                ("C1 " if i == 0 else "   ") + f"[{'; '.join(names)}] {organisation}, {city} {code}, {country}."
            )
        references = sorted([*work.cited_old, *(as_reference(w) for w in work.cited_works)])
        lines += [("CR " if i == 0 else "   ") + text for i, text in enumerate(references)]
        lines += [
            f"NR {len(references)}",
            f"TC {work.times_cited}",
            "PU Generated example",
            f"PY {work.year}",
        ]
        lines += [
            f"VL {work.year - 2000}",
            f"BP {work.number * 3}",
            f"EP {work.number * 3 + 9}",
            f"DI {work.doi}",
        ]
        lines += [f"UT WOS:EXAMPLE{work.number:08d}", "ER", ""]
    return "\n".join([*lines, "EF", ""])


def scopus(chosen: list[Work]) -> str:
    """Scopus CSV; a third of the titles and keywords in Russian."""
    header = [
        "Authors",
        "Author(s) ID",
        "Title",
        "Year",
        "Source title",
        "Volume",
        "Page start",
        "Page end",
        "Cited by",
        "DOI",
        "Affiliations",
        "Authors with affiliations",
        "Author Keywords",
        "References",
        "Document Type",
        "Publisher",
        "Language of Original Document",
        "Source",
        "EID",
    ]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, lineterminator="\r\n")
    writer.writeheader()
    for work in chosen:
        russian = work.number % 3 == 0
        words = [_russian(word) for word in work.keywords] if russian else work.keywords
        names = [f"{p.name.split(', ')[0]} {'.'.join(p.name.split(', ')[1])}." for p in work.authors]
        where = [
            f"{PLACES[p.place][1]}, {PLACES[p.place][0]}, {PLACES[p.place][2]}, {_scopus_country(p)}"
            for p in work.authors
        ]
        references = [_scopus_reference(w) for w in work.cited_works]
        writer.writerow(
            {
                "Authors": "; ".join(names),
                "Author(s) ID": "; ".join(str(90000000000 + p.number) for p in work.authors),
                "Title": f"{words[0].capitalize()}: {', '.join(words[1:3])} {MARK}" if russian else work.title,
                "Year": work.year,
                "Source title": JOURNALS[work.theme],
                "Volume": work.year - 2000,
                "Page start": work.number * 3,
                "Page end": work.number * 3 + 9,
                "Cited by": work.times_cited or "",
                "DOI": work.doi,
                "Affiliations": "; ".join(dict.fromkeys(where)),
                "Authors with affiliations": "; ".join(f"{n}, {w}" for n, w in zip(names, where, strict=True)),
                "Author Keywords": "; ".join(words),
                "References": "; ".join(references),
                "Document Type": "Article",
                "Publisher": "Generated example",
                "Language of Original Document": "Russian" if russian else "English",
                "Source": "Scopus",
                "EID": f"2-s2.0-9900000{work.number:04d}",
            }
        )
    return "\ufeff" + text.getvalue()


def _russian(word: str) -> str:
    for english, russian in THEMES.values():
        if word in english:
            return russian[english.index(word)]
    return word


def _scopus_country(person: Person) -> str:
    country = PLACES[person.place][3]
    return "Russian Federation" if country == "Russia" else country


def _scopus_reference(work: Work) -> str:
    names = ", ".join(f"{p.name.split(', ')[0]} {'.'.join(p.name.split(', ')[1])}." for p in work.authors)
    pages = f"{work.number * 3}-{work.number * 3 + 9}"
    return f"{names}, {work.title}, {JOURNALS[work.theme]}, {work.year - 2000}, pp. {pages}, ({work.year})"


def openalex(chosen: list[Work]) -> str:
    """OpenAlex works as JSON lines."""
    lines = []
    for work in chosen:
        authorships = []
        for p in work.authors:
            city, organisation, _, country, _ = PLACES[p.place]
            code = {
                "Russia": "RU",
                "Finland": "FI",
                "Portugal": "PT",
                "Czech Republic": "CZ",
                "Kazakhstan": "KZ",
            }[country]
            institution = {
                "id": f"https://openalex.org/I990000{p.place:03d}",
                "display_name": organisation,
                "country_code": code,
                "lineage": [f"https://openalex.org/I990000{p.place:03d}"],
            }
            authorships.append(
                {
                    "author": {
                        "id": f"https://openalex.org/A9900000{p.number:03d}",
                        "display_name": p.name,
                        "orcid": None,
                    },
                    "institutions": [institution],
                    "countries": [code],
                    "is_corresponding": False,
                    "raw_author_name": p.name,
                    "raw_affiliation_strings": [f"{organisation}, {city}, {country}"],
                    "affiliations": [
                        {
                            "raw_affiliation_string": f"{organisation}, {city}, {country}",
                            "institution_ids": [institution["id"]],
                        }
                    ],
                }
            )
        lines.append(
            json.dumps(
                {
                    "id": f"https://openalex.org/W99000{work.number:05d}",
                    "doi": f"https://doi.org/{work.doi}",
                    "display_name": work.title,
                    "title": work.title,
                    "publication_year": work.year,
                    "publication_date": f"{work.year}-01-01",
                    "language": "en",
                    "type": "article",
                    "primary_location": {"source": {"display_name": JOURNALS[work.theme], "issn": None}},
                    "biblio": {
                        "volume": str(work.year - 2000),
                        "issue": None,
                        "first_page": str(work.number * 3),
                        "last_page": str(work.number * 3 + 9),
                    },
                    "authorships": authorships,
                    "cited_by_count": work.times_cited,
                    "keywords": [{"display_name": word} for word in work.keywords],
                    "referenced_works_count": len(work.cited_works),
                    "referenced_works": [f"https://openalex.org/W99000{w.number:05d}" for w in work.cited_works],
                    "abstract_inverted_index": {"Generated": [0], "text": [1]},
                },
                ensure_ascii=False,
            )
        )
    return "\n".join(lines) + "\n"


def ris(chosen: list[Work]) -> str:
    """RIS."""
    lines = []
    for work in chosen:
        lines += ["TY  - JOUR", f"TI  - {work.title}"]
        lines += [f"AU  - {p.name.split(', ')[0]}, {'. '.join(p.name.split(', ')[1])}." for p in work.authors]
        lines += [f"PY  - {work.year}///", f"T2  - {JOURNALS[work.theme]}", f"VL  - {work.year - 2000}"]
        lines += [f"SP  - {work.number * 3}", f"EP  - {work.number * 3 + 9}", f"DO  - {work.doi}"]
        lines += [f"KW  - {word}" for word in work.keywords]
        lines += ["PB  - Generated example", "ER  - ", ""]
    return "\n".join(lines)


def main() -> None:
    """Write the four files; they overlap, so that joining records has something to do."""
    made = works(random.Random(20240612))
    TARGET.mkdir(parents=True, exist_ok=True)
    parts = {
        "generated-wos.txt": wos(made[:180]),
        "generated-scopus.csv": scopus(made[140:260]),
        "generated-openalex.jsonl": openalex(made[230:310]),
        "generated.ris": ris(made[300:]),
    }
    for name, text in parts.items():
        (TARGET / name).write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
