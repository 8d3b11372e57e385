"""Figures as they stand in a cell: shares in percent with their intervals, differences with their signs."""

import json
from typing import Any

from tutortrain.benchmark.results import Score
from tutortrain.compare.scores import ScoreComparison
from tutortrain.compare.settings import MISSING

NOTHING = "–"


def share(score: Score) -> str:
    """`61.0 [56, 66]`: percent, with the interval to whole points."""
    return f"{100 * score.value:.1f} [{100 * score.low:.0f}, {100 * score.high:.0f}]"


def share_difference(compared: ScoreComparison) -> str:
    """`+19.0 [+13, +25]`: points of percent."""
    return f"{100 * compared.difference:+.1f} [{100 * compared.low:+.0f}, {100 * compared.high:+.0f}]"


def p_value(p: float) -> str:
    """Three decimals say as much as a p-value can."""
    return "<.001" if p < 0.001 else f"{p:.3f}".lstrip("0")


def number(value: float | None) -> str:
    """Four significant digits."""
    return NOTHING if value is None else f"{value:.4g}"


def signed(value: float) -> str:
    """A difference, with its sign."""
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
