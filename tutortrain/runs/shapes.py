"""From JSON values to the dataclasses of a file of ours, with errors that say what was expected and where."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, ClassVar, Final, Protocol, TypeVar, get_origin


class WrongShape(Exception):
    """Says what was expected and where; the caller knows the file and the remedy."""


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


T = TypeVar("T", bound=_Dataclass)

_NAMES: Final[Mapping[object, str]] = {str: "text", bool: "true or false", int: "a number", float: "a number"}


def build(kind: type[T], raw: Any, place: str = "") -> T:
    """The object `raw` as a `kind`; nested values have been built by the caller.

    place: the key that it stands under, none for a whole file. Raises WrongShape for anything but an object
    with the right keys, and for text where there should be a number, or the like.
    """
    given = with_keys(kind, raw, place)
    for field in fields(kind):
        if field.name in given and not _fits(given[field.name], field.type):
            raise WrongShape(_expected(_name(field.type), f"{place}.{field.name}".lstrip(".")))
    return kind(**given)


def with_keys(kind: type[_Dataclass], raw: Any, place: str = "") -> Mapping[str, Any]:
    """`raw` itself, if it is an object with the keys of `kind`. Raises WrongShape."""
    given = mapping(raw, place, [field.name for field in fields(kind)])
    missing = [field.name for field in fields(kind) if field.default is MISSING and field.name not in given]
    if missing:
        raise WrongShape(_expected(f"a JSON object with {', '.join(missing)}", place))
    unknown = given.keys() - {field.name for field in fields(kind)}
    if unknown:
        raise WrongShape(_expected(f"a JSON object without {', '.join(sorted(unknown))}", place))
    return given


def mapping(raw: Any, place: str, keys: list[str] | None = None) -> Mapping[str, Any]:
    """Raises WrongShape for anything but an object; `keys` are those to name then."""
    if not isinstance(raw, Mapping):
        raise WrongShape(
            _expected(f"a JSON object with {', '.join(keys)}" if keys else "a JSON object", place)
        )
    return raw


def array(raw: Any, place: str) -> list[Any]:
    """Raises WrongShape for anything but an array."""
    if not isinstance(raw, list):
        raise WrongShape(_expected("a JSON array", place))
    return raw


def numbers(raw: Any, place: str) -> Mapping[str, float | None]:
    """Raises WrongShape for anything but an object of numbers and nulls."""
    given = mapping(raw, place)
    for key, value in given.items():
        if value is not None and not _fits(value, float):
            raise WrongShape(_expected("a number", f"{place}.{key}"))
    return given


def _expected(what: str, place: str) -> str:
    return f"{place}: expected {what}" if place else f"expected {what}"


def _name(hint: object) -> str:
    return _NAMES.get(hint, "a JSON object")


def _fits(value: object, hint: object) -> bool:
    """Whether a plain value is of its type; a union or a dataclass is for whoever built the value."""
    if hint in (int, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    if hint is str or hint is bool:
        return isinstance(value, str if hint is str else bool)
    return get_origin(hint) is not Mapping or isinstance(value, Mapping)
