"""What a comparison says of itself: the row of `comparisons`, and names of regions and activities."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from smartspec.regions.comparison_names import activity_names, region_names
from smartspec.regions.comparison_periods import Period
from smartspec.regions.indicator_rows import PUBLICATIONS
from smartspec.regions.results import Caution

Row = dict[str, Any]
#: What is said of a comparison beside its periods: name of a pair of periods, or of all, to record and cautions.
Further = Mapping[str, tuple[Mapping[str, Any], Sequence[Caution]]]


def about(done: Sequence[Period], first: Row, parameters: Row, *, title: str, further: Further) -> Row:
    """The row of `comparisons`."""
    records = {one.period: one.conventions for one in done}
    records |= {name: dict(record) for name, (record, _) in further.items() if record}
    every = [(one.period, one.cautions) for one in done] + [(name, said) for name, (_, said) in further.items()]
    cautions = [
        {"period": period, "code": one.code, "en": one.en, "ru": one.ru} for period, said in every for one in said
    ]
    texts = {"conventions": records, "cautions": cautions, "parameters": parameters}
    return {
        "comparison": done[0].name,
        "title": title,
        "indicator": parameters["indicator"],
        "unit": first["unit"] or None,
        "source": PUBLICATIONS if parameters["indicator"] == PUBLICATIONS else "observations",
        "classification": first["classification"],
        "periods": "; ".join(one.period for one in done),
        "n_regions": len(done[-1].regions),
        "n_activities": len(done[-1].assembled.counts.activities),
        **{key: json.dumps(said, ensure_ascii=False, sort_keys=True, allow_nan=False) for key, said in texts.items()},
    }


def add_names(regions: Iterable[Row], activities: Iterable[Row], found: Iterable[Row]) -> None:
    """Give rows of regions and of activities their names in both languages."""
    classification: str | None = None
    written, labels = {}, {}
    for row in found:
        written[row["region"]], labels[row["activity"]] = row["region_name"], row["activity_name"]
        classification = classification or row["classification"]
    for row in regions:
        code = row["region"]
        row["region_name"], row["region_name_ru"], row["district"] = region_names(code, written.get(code))
    for row in activities:
        code = row["activity"]
        row["activity_name"], row["activity_name_ru"] = activity_names(code, classification, labels.get(code))
