"""What makes a complexity index doubtful, said in both languages."""

from smartspec.regions.results import Caution


def disconnected(n: int, scope: str) -> Caution:
    """Regions and activities fall into separate components."""
    if scope == "largest":
        english, russian = "values stand for the largest only", "значения даны только для наибольшей"
    else:
        english, russian = (
            "values only mark components and their order is arbitrary",
            "значения лишь различают компоненты",
        )
    return Caution(
        "disconnected",
        f"the network of regions and activities falls into {n} components; {english}",
        f"сеть регионов и видов деятельности распадается на компоненты ({n}); {russian}",
    )


def left_out(regions: list[str], activities: list[str]) -> Caution:
    """Some regions or activities have no value."""
    english = [
        f"{what}: {', '.join(names)}" for what, names in (("regions", regions), ("activities", activities)) if names
    ]
    russian = [f"{what}: {', '.join(names)}" for what, names in (("регионы", regions), ("виды", activities)) if names]
    return Caution(
        "left-out", f"without a value, {'; '.join(english)}", f"значение не определено, {'; '.join(russian)}"
    )


def weak_anchor(correlation: float | None, signed_by: str) -> Caution:
    """The sign of ECI does not follow from diversity."""
    r = "undefined" if correlation is None else f"{correlation:.3f}"
    r_ru = "не определена" if correlation is None else f"{correlation:.3f}"
    return Caution(
        "weak-sign-anchor",
        f"ECI hardly goes with diversity (correlation {r}), so that which end is complex rests on: {signed_by}",
        f"ECI почти не связан с разнообразием (корреляция {r_ru}): какой конец сложный, решает: {signed_by}",
    )


def small_gap(second: float, third: float) -> Caution:
    """The second and the third dimension are hardly told apart."""
    return Caution(
        "small-spectral-gap",
        f"the second and third eigenvalues are close ({second:.4f}, {third:.4f}): small changes of data may turn ECI",
        f"второе и третье собственные значения близки ({second:.4f}, {third:.4f}): ECI неустойчив к малым изменениям",
    )


def collapsed(share: float) -> Caution:
    """Reflections have lost their digits."""
    return Caution(
        "reflections-collapsed",
        f"after these reflections the regions differ by {share:.1e} of their mean: rounding decides their order",
        f"после такого числа отражений регионы различаются на {share:.1e} среднего: порядок решает округление",
    )


def unsettled(correlation: float) -> Caution:
    """Reflections were stopped far from what they tend to."""
    return Caution(
        "reflections-unsettled",
        f"the order of regions is not yet that of the limit, ECI (rank correlation {correlation:.4f})",
        f"порядок регионов ещё далёк от предельного, то есть от ECI (ранговая корреляция {correlation:.4f})",
    )


def not_converged(steps: int, change: float) -> Caution:
    """An iteration reached its limit."""
    return Caution(
        "not-converged",
        f"the iteration was stopped after {steps} steps at a relative change of {change:.1e}",
        f"итерации остановлены после {steps} шагов при относительном изменении {change:.1e}",
    )


def order_only(change: float) -> Caution:
    """An iteration ended because the order was settled, not the values."""
    return Caution(
        "order-only",
        f"the order of regions is settled, the values are not (last relative change {change:.1e})",
        f"порядок регионов установился, значения — нет (последнее относительное изменение {change:.1e})",
    )


def vanishing(names: list[str]) -> Caution:
    """Fitness of some regions goes to zero, so that their value depends on the number of steps."""
    shown = ", ".join(names)
    return Caution(
        "vanishing-fitness",
        f"the fitness of {len(names)} regions tends to zero and only its order means something: {shown}",
        f"фитнес регионов стремится к нулю, смысл имеет только их порядок ({len(names)}): {shown}",
    )
