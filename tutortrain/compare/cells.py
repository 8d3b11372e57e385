"""Figures as they stand in a cell: shares in percent with their intervals, differences with their signs."""

import json
from collections.abc import Iterable
from typing import Any, Protocol

from tutortrain.benchmark.results import Score, Unit
from tutortrain.compare.settings import MISSING

NOTHING = "–"


class Difference(Protocol):
    """A difference with its interval: of a score, or of a part of one."""

    @property
    def difference(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def unit(self) -> Unit: ...


def score(found: Score) -> str:
    """`61.0 [56, 66]` in percent, with the interval to whole points; a loss as `1.234 [1.201, 1.267]`."""
    if found.unit == "nats":
        return f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]"
    return f"{100 * found.value:.1f} [{100 * found.low:.0f}, {100 * found.high:.0f}]"


def difference(found: Difference) -> str:
    """`+19.0 [+13, +25]`, points of percent; of losses `-0.120 [-0.150, -0.090]`."""
    if found.unit == "nats":
        return f"{found.difference:+.3f} [{found.low:+.3f}, {found.high:+.3f}]"
    return f"{100 * found.difference:+.1f} [{100 * found.low:+.0f}, {100 * found.high:+.0f}]"


def difference_alone(value: float, unit: Unit) -> str:
    """`+19.0`, points of percent, or `-0.120`."""
    return f"{value:+.3f}" if unit == "nats" else f"{100 * value:+.1f}"


def measured(scores: Iterable[Score]) -> str:
    """What figures of these scores are, for a heading."""
    units = {"share": "% of items", "nats": "nats a token"}
    found = " or ".join(units[unit] for unit in sorted({score.unit for score in scores}, reverse=True))
    return f"{found or 'nothing'}, with 95 % intervals"


def size(value: float, unit: Unit) -> str:
    """A difference in words: `6.5 points` or `0.120 nats`."""
    return f"{value:.3f} nats" if unit == "nats" else f"{100 * value:.1f} points"


def p_value(p: float) -> str:
    """Three decimals say as much as a p-value can."""
    return "<.001" if p < 0.001 else f"{p:.3f}".lstrip("0")


def number(value: float | None) -> str:
    """Four significant digits."""
    return NOTHING if value is None else f"{value:.4g}"


def signed(value: float) -> str:
    """A difference of a metric, with its sign."""
    return f"{value:+.4g}"


def setting(value: Any) -> str:
    """As one would type it on the command line."""
    match value:
        case _ if value is MISSING:
            return NOTHING
        case str():
            return value
        case float():
            return f"{value:g}"
        case _:
            return json.dumps(value, ensure_ascii=False)
