"""JSON as the standard has it, which knows no nan and no infinity: other programs read our files too.

What others write may have them, from tables with gaps; they are read as null. A key that is there twice is
refused, for one of its values would be lost without a word.
"""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final


class DuplicateKey(ValueError):
    """An object has two values of one name."""


def loads(text: str | bytes) -> Any:
    """Raises ValueError, of which `reason` tells more, and RecursionError."""
    return _DECODER.decode(text if isinstance(text, str) else text.decode())


def reason(error: BaseException | None) -> str:
    """What is wrong with a text that cannot be read, with its place, and the remedy where it is a slip."""
    match error:
        case json.JSONDecodeError():
            return f"not JSON: {_slip(error) or error.msg.removesuffix(' at')} at column {error.colno}"
        case UnicodeDecodeError():
            return f"not UTF-8: byte 0x{error.object[error.start]:02x} at position {error.start + 1}"
        case DuplicateKey():
            return str(error)
        case RecursionError():
            return "nested too deeply"
        case _:
            return f"not JSON: {str(error).partition(';')[0]}"


def _slip(error: json.JSONDecodeError) -> str | None:
    """What people write by hand, or take for JSON lines: commas too many, and an array laid out in lines."""
    before, rest = error.doc[: error.pos].rstrip(), error.doc[error.pos :].strip()
    if before.endswith(",") and rest[:1] in ("}", "]"):
        return f"a comma too many before {rest[0]}"
    if error.msg.startswith("Illegal trailing comma"):  # as Python 3.13 has it
        return f"a comma too many before {rest[1:].lstrip()[:1]}"
    if before and rest == ",":
        return "a comma too many after the object,"
    if before == "[" and not rest:
        return "an array over several lines, of which `jq -c '.[]'` makes one object a line,"
    return None


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    names = [name for name, _ in pairs]
    twice = next(name for name in names if names.count(name) > 1)
    raise DuplicateKey(f"`{twice:.40}` is there twice; keep one of them")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_constant=lambda _: None)


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
