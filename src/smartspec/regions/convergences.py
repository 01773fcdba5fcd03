"""The step `convergences`: do regions become more alike in an indicator over time."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from smartspec.errors import ComputeError, nearest
from smartspec.regions.assembling import Level, chosen_regions
from smartspec.regions.convergence import beta_convergence, sigma_convergence
from smartspec.registry import step
from smartspec.schema import Table, number, table, text
from smartspec.store import arrow_schema, rows

SPEC = table(
    "convergences",
    text("convergence", "name", null=False),
    text(
        "measure",
        "`log_sd`, `variation`, `slope`, `standard_error`, `p_value`, `speed`, `half_life`, `r2`, …",
        null=False,
    ),
    text("period", "period, or first and last joined by `/`", null=False),
    number("value", "the value; missing where it is not defined"),
    text("conventions", "regions, periods and what a reader must know, as JSON", null=False),
    key=("convergence", "measure", "period"),
    meaning="spread of regions in each period (sigma), and growth against the initial level (beta)",
)
_OF_BETA = ("slope", "intercept", "standard_error", "robust_error", "t", "p_value", "speed", "half_life", "r2", "n")


@step(reads=("indicators",), writes=("convergences",), each="convergence")
def convergences(
    tables: Mapping[str, Table],
    progress: Callable[[str, float], None] | None = None,  # noqa: ARG001  # quick
    *,
    name: str,
    indicator: str,
    level: Level = "auto",
) -> dict[str, pa.Table]:
    """Sigma and beta convergence of regions in an indicator, over the regions known in every period.

    Parameters
    ----------
    tables : `indicators`.
    progress : not used.
    name : name of the result.
    indicator : name of an `[[indicator]]`, values without activity, positive; per head at constant prices is usual.
    level : which regions; `auto` takes the finest level without overlap.

    Returns
    -------
    Measures of each period, and of the regression from the first to the last.

    Raises
    ------
    ComputeError
        If the indicator is not there, has fewer than two periods, or a value is not positive.

    Notes
    -----
    Source: Barro, Sala-i-Martin (1992), doi:10.1086/261816.
    """
    found = rows(tables["indicators"].filter(lambda t: (t.indicator == indicator) & (t.activity == "")))
    listed = [row for row in found.to_pylist() if row["value"] is not None]
    if not listed:
        known = sorted(set(rows(tables["indicators"].select("indicator").distinct())["indicator"].to_pylist()))
        raise ComputeError(f"indicator `{indicator}` has no values without activity", hint=nearest(indicator, known))
    periods = sorted({row["period"] for row in listed})
    regions = sorted(chosen_regions({row["region"] for row in listed}, level))
    if len(periods) < 2:
        raise ComputeError(f"convergence needs two periods, not only `{periods[0]}`", place=f"convergence `{name}`")
    values = {(row["region"], row["period"]): row["value"] for row in listed}
    matrix = np.array([[values.get((region, period), np.nan) for period in periods] for region in regions])
    spread = sigma_convergence(matrix, regions=regions)
    growth = beta_convergence(matrix[:, 0], matrix[:, -1], years=_years(periods))
    record: dict[str, Any] = {"sigma": dict(spread.conventions), "beta": dict(growth.conventions)}
    cautions = dict.fromkeys((*spread.cautions, *growth.cautions))
    record["cautions"] = [{"code": one.code, "en": one.en, "ru": one.ru} for one in cautions]
    said = json.dumps(record, ensure_ascii=False, sort_keys=True, allow_nan=False, default=float)
    measures = [(m, period, spread[m][k]) for m in ("log_sd", "variation") for k, period in enumerate(periods)]
    measures += [(m, f"{periods[0]}/{periods[-1]}", getattr(growth, m)) for m in _OF_BETA]
    made = [
        {
            "convergence": name,
            "measure": measure,
            "period": period,
            "conventions": said,
            "value": float(value) if np.isfinite(value) else None,
        }
        for measure, period, value in measures
    ]
    return {"convergences": pa.Table.from_pylist(made, schema=arrow_schema(SPEC))}


def _years(periods: list[str]) -> float:
    first, last = (period[:4] for period in (periods[0], periods[-1]))
    if not (first.isdigit() and last.isdigit()) or first == last:
        raise ComputeError(f"periods must be years, not `{periods[0]}` and `{periods[-1]}`")
    return float(int(last) - int(first))
