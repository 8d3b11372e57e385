"""JSON as the standard has it, which knows no nan and no infinity: other programs read our files too."""

import json
import math
from collections.abc import Mapping
from typing import Any


def dumps(value: Any, *, indent: int | None = None) -> str:
    """`value` as JSON text, with null for every number that is not finite: a log survives a loss of nan."""
    try:
        return json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False)
    except ValueError:
        return json.dumps(_without_nan(value), indent=indent, ensure_ascii=False, allow_nan=False)


def _without_nan(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nan(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def nan_for_null(values: Mapping[str, Any]) -> dict[str, Any]:
    """What `dumps` made of a mapping to numbers, read back: infinities have become nan."""
    return {key: math.nan if value is None else value for key, value in values.items()}
