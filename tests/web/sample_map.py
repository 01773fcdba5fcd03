"""Generated bodies of the page: maps of any size with labels in two languages and evidence that adds up."""

from __future__ import annotations

import argparse
import math
import random
from pathlib import Path
from typing import Any

RUSSIAN = (
    "региональная экономика",
    "умная специализация",
    "инновационная политика",
    "связанное разнообразие",
    "научное сотрудничество",
    "технологический уклад",
    "человеческий капитал",
    "цифровая трансформация",
    "агропромышленный комплекс",
    "возобновляемая энергетика",
    "новые материалы",
    "медицинская химия",
)
ENGLISH = (
    "smart specialisation",
    "regional innovation",
    "related variety",
    "knowledge spillovers",
    "co-authorship network",
    "machine learning",
    "water treatment",
    "p<0.05 threshold",
    "R&D policy",
    "CO2 capture",
    "complexity",
    "entrepreneurial discovery",
)
KEPT_OUT = "Every record or cell that was kept out, with its place and a hint."
TABLES = [
    {"name": "problems", "rows": 24, "meaning": KEPT_OUT},
    {"name": "works", "rows": 1697, "meaning": "a publication", "meaning_ru": "публикация"},
]
TITLES = (
    "Smart specialisation and <i>related</i> variety, part {}",
    "Умная специализация регионов и научные пространства: опыт {}",
)
METHODS = {
    "en": "The map was made with smartspec 0.1.0 from 1,697 publications.\n\n"
    "Links were counted in full and normalised by association strength (van Eck & Waltman 2009).",
    "ru": "Карта построена программой smartspec 0.1.0 по 1 697 публикациям.\n\n"
    "Связи считались полностью и нормировались по силе ассоциации (van Eck & Waltman 2009).",
}
JOURNALS = ("Regional Studies", "Вопросы экономики", "Scientometrics", "Пространственная экономика")


def network_body(n_items: int, *, seed: int = 0, name: str = "", kind: str = "shared-documents") -> dict[str, Any]:
    """A map whose links, weights and evidence follow from the same generated documents."""
    rng = random.Random(seed)  # noqa: S311
    n_clusters = max(3, min(14, round(math.sqrt(n_items) / 2)))
    cluster = [1 + min(int(rng.expovariate(0.28)), n_clusters - 1) for _ in range(n_items)]
    documents = [_document_items(cluster, n_clusters, rng) for _ in range(n_items * 3)]
    strengths: dict[tuple[int, int], int] = {}
    for found in documents:
        for a in found:
            for b in found:
                if a < b:
                    strengths[a, b] = strengths.get((a, b), 0) + 1
    links = sorted(strengths)
    body = _empty_body(name or f"sample {n_items}", kind, n_items, len(documents))
    body["items"] = _items(cluster, n_clusters, documents, strengths, rng)
    body["links"] = {
        "source": [a for a, _ in links],
        "target": [b for _, b in links],
        "strength": [strengths[pair] for pair in links],
    }
    body["documents"] = _documents(len(documents), rng)
    body["evidence"] = _evidence(documents, n_items, kind, rng)
    body["summary"] |= {
        "n_links": len(links),
        "n_clusters": len(set(cluster)),
        "total_link_strength": sum(strengths.values()),
    }
    return body


def project_body(maps: list[dict[str, Any]], *, generated: bool = True, built: bool = True) -> dict[str, Any]:
    """A project that holds these maps."""
    sources = [
        _source("sources/wos/savedrecs-1.txt", "wos-plain", 500, 497),
        _source("sources/elibrary/очень-длинное-имя-файла-выгрузки-2024.csv", "scopus-csv", 1200, 1200),
    ]
    cards = [
        {key: body[key] for key in ("name", "unit", "link")}
        | {key: body["summary"][key] for key in ("n_documents", "n_items", "n_links", "n_clusters")}
        for body in maps
    ]
    return {
        "name": "Volga macroregion · Приволжье",
        "version": "0.1.0",
        "languages": ["ru", "en"],
        "generated": generated,
        "built": built,
        "stale": ["map_items"] if built else [],
        "maps": cards if built else [],
        "sources": sources if built else [],
        "problems": {"error": 0, "warning": 3, "note": 21} if built else {"error": 0, "warning": 0, "note": 0},
        "tables": TABLES if built else [],
    }


def table_body() -> dict[str, Any]:
    """A table of problems, whole."""
    n = 124
    return {
        "name": "problems",
        "meaning": KEPT_OUT,
        "total": n,
        "page": 1,
        "size": n,
        "columns": [
            {"name": "severity", "kind": "string", "unit": None, "meaning": "error, warning or note"},
            {"name": "source", "kind": "string", "unit": None, "meaning": "file"},
            {"name": "record", "kind": "int64", "unit": "records", "meaning": "number of the record"},
            {"name": "message", "kind": "string", "unit": None, "meaning": "what is wrong"},
            {"name": "hint", "kind": "string", "unit": None, "meaning": "what to do"},
        ],
        "rows": {
            "severity": ["warning" if i % 5 == 0 else "note" for i in range(n)],
            "source": [f"sources/wos/savedrecs-{i % 3}.txt" for i in range(n)],
            "record": [None if i % 17 == 0 else i * 7 for i in range(n)],
            "message": [f"поле года пустое или не число: {i}" for i in range(n)],
            "hint": ["correct the year in the source or add it to `data/overrides.csv`"] * n,
        },
    }


def bodies(*sizes: int, **options: Any) -> dict[str, Any]:
    """Address to body, as the single file embeds them."""
    maps = [network_body(size, seed=i) for i, size in enumerate(sizes)]
    found: dict[str, Any] = {
        "/api/project": project_body(maps, **options),
        "/api/table/problems": table_body(),
    }
    return found | {f"/api/network/{body['name']}": body for body in maps}


def _document_items(cluster: list[int], n_clusters: int, rng: random.Random) -> list[int]:
    n = len(cluster)
    first = min(int(rng.paretovariate(0.6)) - 1, n - 1)
    found = {first}
    for _ in range(rng.randint(1, 5)):
        other = min(int(rng.paretovariate(0.45)) - 1, n - 1) if rng.random() < 0.3 else rng.randrange(n)
        near = abs(cluster[other] - cluster[first])
        if rng.random() < (1.0 if near == 0 else 0.12 if near < n_clusters / 3 else 0.03):
            found.add(other)
    return sorted(found)


def _items(
    cluster: list[int],
    n_clusters: int,
    documents: list[list[int]],
    strengths: dict[tuple[int, int], int],
    rng: random.Random,
) -> dict[str, Any]:
    n = len(cluster)
    occurrences, links, total = [0] * n, [0] * n, [0] * n
    for found in documents:
        for i in found:
            occurrences[i] += 1
    for (a, b), strength in strengths.items():
        for i in (a, b):
            links[i] += 1
            total[i] += strength
    labels = []
    for i in range(n):
        words = RUSSIAN if i % 2 else ENGLISH
        labels.append(words[i // 2 % 12] + ("" if i < 24 else f" {i // 24}"))
    angle = [2 * math.pi * c / n_clusters for c in cluster]
    spread = 0.32
    return {
        "id": [i + 1 for i in range(n)],
        "label": labels,
        "x": [round(math.cos(a) * 0.9 + rng.gauss(0, spread), 4) for a in angle],
        "y": [round(math.sin(a) * 0.7 + rng.gauss(0, spread), 4) for a in angle],
        "cluster": [None if i == n - 1 else c for i, c in enumerate(cluster)],
        "weights": {"Links": links, "Total link strength": total, "Occurrences": occurrences},
        "scores": {
            "Avg. pub. year": [None if i % 11 == 5 else round(2012 + 8 * rng.random(), 2) for i in range(n)],
            "Avg. citations": [round(rng.expovariate(0.1), 2) for _ in range(n)],
        },
    }


def _documents(n: int, rng: random.Random) -> dict[str, Any]:
    return {
        "key": [f"w{i}" for i in range(n)],
        "title": [TITLES[i % 2].format(i) for i in range(n)],
        "authors": ["Иванов, И. И.; Петрова, А. С." if i % 2 else "Boschma, R.; Balland, P.-A." for i in range(n)],
        "year": [None if i % 50 == 7 else rng.randint(2010, 2024) for i in range(n)],
        "source": [JOURNALS[i % 4] for i in range(n)],
        "doi": [None if i % 3 == 0 else f"10.1234/sample.{i}" for i in range(n)],
        "file": [f"sources/wos/savedrecs-{i % 3}.txt" for i in range(n)],
        "record": [i + 1 for i in range(n)],
        "line": [None if i % 4 == 0 else i * 31 + 3 for i in range(n)],
    }


def _evidence(documents: list[list[int]], n_items: int, kind: str, rng: random.Random) -> dict[str, Any]:
    behind: list[list[int]] = [[] for _ in range(n_items)]
    for d, found in enumerate(documents):
        for i in found:
            behind[i].append(d)
    targets: list[list[int]] = [[] for _ in documents]
    references: list[str] = []
    if kind == "shared-references":
        references = [f"Автор {r}, 2005, J SAMPLE, V{r}, P{r * 3}" for r in range(60)]
        targets = [sorted(rng.sample(range(60), 6)) for _ in documents]
    elif kind == "citations":
        targets = [sorted(rng.sample(range(len(documents)), 4)) for _ in documents]
    return {
        "kind": kind,
        "item_documents": _rows(behind, "documents"),
        "document_links": _rows(targets, "targets"),
        "references": references,
    }


def _rows(rows: list[list[int]], values: str) -> dict[str, list[int]]:
    starts = [0]
    for row in rows:
        starts.append(starts[-1] + len(row))
    return {"starts": starts, values: [value for row in rows for value in row]}


def _empty_body(name: str, kind: str, n_items: int, n_documents: int) -> dict[str, Any]:
    links = {"shared-references": "bibliographic-coupling", "citations": "citation"}
    return {
        "name": name,
        "unit": "keywords",
        "link": links.get(kind, "co-occurrence"),
        "counting": "full",
        "generated": True,
        "parameters": {
            "min-n-occurrences": 2,
            "normalisation": "association-strength",
            "attraction": 2,
            "repulsion": 1,
            "resolution": 1.0,
            "merge-small-clusters": True,
            "seed": 0,
        },
        "summary": {
            "n_documents": n_documents,
            "n_items": n_items,
            "quality": 0.7312,
            "objective": -1234.5,
        },
        "warnings": ["2 items lie outside the largest component"],
        "documents_embedded": n_documents,
        "documents_total": n_documents,
        "methods": METHODS,
        "sources": [_source("savedrecs-1.txt", "wos-plain", 500, 497) | {"sha256": "ab" * 32}],
    }


def _source(file: str, kind: str, inside: int, read: int) -> dict[str, Any]:
    return {
        "file": file,
        "format": kind,
        "records_in_file": inside,
        "records_read": read,
        "records_kept_out": inside - read,
    }


def main() -> None:
    """Write a page with generated maps: `python sample_map.py OUT.html 60 1000`."""
    from smartspec.views.page import single_page

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--language", default="en")
    given = parser.parse_args()
    text = single_page(bodies(*given.sizes), title="Sample", language=given.language)
    given.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
