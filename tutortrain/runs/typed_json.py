"""JSON of ours as the dataclass that it holds, with errors that say what was expected and where.

pydantic reads it, in a third of the time that looking at every value in Python takes.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar, dataclass_transform

from pydantic import BeforeValidator, TypeAdapter, ValidationError

from tutortrain.errors import RunError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from pydantic_core import ErrorDetails

T = TypeVar("T", bound="DataclassInstance")
C = TypeVar("C")

SCHEMA: Final = "schema"
Number = Annotated[float, BeforeValidator(lambda value: math.nan if value is None else value)]
"""A number that `strict_json.dumps` wrote: null stands for one that was not finite."""


class WrongShape(Exception):
    """Says what was expected and where; the caller knows the file and the remedy."""


class OtherSchema(Exception):
    """Another version of tutortrain wrote the file."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
def stored(cls: type[C]) -> type[C]:
    """A frozen, slotted, keyword-only dataclass that refuses keys it does not have when it is read."""
    cls.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


def parse(kind: type[T], content: bytes) -> T:
    """The dataclass in `content`, which may lack keys that there are defaults for.

    Raises WrongShape, and OtherSchema where `kind` has a literal `schema` and the file another value.
    """
    try:
        value: T = _adapter(kind).validate_json(content, strict=True)
    except ValidationError as error:
        found = error.errors(include_url=False)
        if found[0]["type"] == "json_invalid" and (sound := _without_surrogates(content)) != content:
            return parse(kind, sound)
        raise _wrong(kind, found) from error
    return value


def read_file(kind: type[T], path: Path) -> T:
    """What a directory is known by. Raises FileNotFoundError where there is no such file, and RunError
    for one that cannot be read, is damaged, or is another version's.
    """
    try:
        return parse(kind, path.read_bytes())
    except FileNotFoundError:
        raise
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror}.") from error
    except OtherSchema as error:
        raise RunError(f"{path}: {error}; read it with the version that wrote it.") from error
    except WrongShape as error:
        raise RunError(f"{path}: {error}; restore it or remove the directory.") from error


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _without_surrogates(content: bytes) -> bytes:
    """JSON has escapes for halves of characters, which pydantic refuses. Raises WrongShape for no JSON."""
    try:
        return json.dumps(json.loads(content), ensure_ascii=False).encode(errors="replace")
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        raise WrongShape(f"expected a JSON object, and this is not JSON at {where}") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise WrongShape("expected a JSON object, and this is not JSON") from error


def _wrong(kind: type[Any], found: "Sequence[ErrorDetails]") -> Exception:
    for error in found:
        if error["loc"] == (SCHEMA,) and error["type"] == "literal_error":
            known = error["ctx"]["expected"]
            return OtherSchema(
                f"its schema is {error['input']!r}, and this version of tutortrain knows {known}"
            )
    place, what = _expected(kind, found)
    told = ".".join(map(str, place))
    return WrongShape(f"{told}: expected {what}" if told else f"expected {what}")


def _expected(kind: type[Any], found: "Sequence[ErrorDetails]") -> tuple[tuple[int | str, ...], str]:
    """Where the first of the errors is, and what should be there."""
    first = found[0]
    place, within = first["loc"], first["loc"][:-1]
    match first["type"]:
        case "missing":
            names = [
                str(one["loc"][-1]) for one in found if one["type"] == "missing" and one["loc"][:-1] == within
            ]
            return within, f"a JSON object with {', '.join(names)}"
        case "unexpected_keyword_argument":
            return within, f"a JSON object without {place[-1]}"
        case "literal_error":
            return place, first["ctx"]["expected"]
        case "dataclass_type" if not place:
            return place, f"a JSON object with {', '.join(field.name for field in fields(kind))}"
        case other:
            return place, _WORDS.get(other, first["msg"])


_WORDS: Final[Mapping[str, str]] = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a number",
    "float_type": "a number",
    "tuple_type": "a JSON array",
    "dict_type": "a JSON object",
    "mapping_type": "a JSON object",
    "dataclass_type": "a JSON object",
}
"""What a kind of pydantic's errors says was expected."""
