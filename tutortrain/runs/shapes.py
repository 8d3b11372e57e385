"""From JSON values to the dataclasses of a file of ours, with errors that say what was expected and where."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from functools import cache
from typing import Any, ClassVar, Final, Protocol, TypeVar, get_origin


class WrongShape(Exception):
    """Says what was expected and where; the caller knows the file and the remedy."""


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


T = TypeVar("T", bound=_Dataclass)

_NAMES: Final[Mapping[object, str]] = {str: "text", bool: "true or false", int: "a number", float: "a number"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """What is looked up of a dataclass for every one of 10,000 files, looked up once."""

    names: frozenset[str]
    required: frozenset[str]
    plain: tuple[tuple[str, object], ...]


@cache
def _shape(kind: type[_Dataclass]) -> _Shape:
    found = fields(kind)
    return _Shape(
        names=frozenset(field.name for field in found),
        required=frozenset(
            field.name for field in found if field.default is field.default_factory is MISSING
        ),
        plain=tuple((field.name, field.type) for field in found if _is_plain(field.type)),
    )


def build(kind: type[T], raw: Any, place: str = "") -> T:
    """The object `raw` as a `kind`; nested values have been built by the caller.

    place: the key that it stands under, none for a whole file. Raises WrongShape for anything but an object
    with the right keys, and for text where there should be a number, or the like.
    """
    given = with_keys(kind, raw, place)
    for name, hint in _shape(kind).plain:
        if name in given and not _fits(given[name], hint):
            raise WrongShape(_expected(_name(hint), f"{place}.{name}".lstrip(".")))
    return kind(**given)


def with_keys(kind: type[_Dataclass], raw: Any, place: str = "") -> Mapping[str, Any]:
    """`raw` itself, if it is an object with the keys of `kind`. Raises WrongShape."""
    given, shape = mapping(raw, place, kind), _shape(kind)
    if not shape.required <= given.keys():
        missing = [field.name for field in fields(kind) if field.name in shape.required - given.keys()]
        raise WrongShape(_expected(f"a JSON object with {', '.join(missing)}", place))
    if not given.keys() <= shape.names:
        unknown = ", ".join(sorted(given.keys() - shape.names))
        raise WrongShape(_expected(f"a JSON object without {unknown}", place))
    return given


def mapping(raw: Any, place: str, kind: type[_Dataclass] | None = None) -> Mapping[str, Any]:
    """Raises WrongShape for anything but an object; the keys of `kind` are named then."""
    if not isinstance(raw, dict):
        keys = f" with {', '.join(field.name for field in fields(kind))}" if kind else ""
        raise WrongShape(_expected(f"a JSON object{keys}", place))
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


def _is_plain(hint: object) -> bool:
    """Whether its values are looked at here; a union or a dataclass is for whoever built the value."""
    return hint in _NAMES or get_origin(hint) is Mapping


def _fits(value: object, hint: object) -> bool:
    if hint is int or hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if hint is str or hint is bool:
        return isinstance(value, hint)
    return isinstance(value, Mapping)
