"""The runs of a list that are wanted, in the order that is wanted, and what has to be said about it."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tutortrain.compare.settings import MISSING
from tutortrain.errors import QueryError
from tutortrain.query.direction import higher_is_better
from tutortrain.query.expression import Where, parse
from tutortrain.query.names import Name, Names
from tutortrain.runs.catalogue import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """names: those that were asked for. notes: on runs left out, or put last, for want of a value."""

    runs: Sequence[Entry]
    names: tuple[Name, ...] = ()
    notes: tuple[str, ...] = ()


def matching(runs: Sequence[Entry], names: Names, where: str | None) -> Selection:
    """The runs of which the condition is true; all of them without one.

    A run without a value that would decide it does not match. Raises QueryError.
    """
    if where is None:
        return Selection(runs=runs)
    with naming("--where"):
        return _matching(runs, parse(where, names))


def ordered(runs: Sequence[Entry], names: Names, sort: str | None, *, reverse: bool = False) -> Selection:
    """sort: a name, `-` before it or `reverse` for the other way round; without one the order stays.

    The best come first; where it is not known which way is better, the lowest. Runs without a value come
    last. Raises QueryError.
    """
    if sort is None:
        return Selection(runs=list(reversed(runs)) if reverse else runs)
    with naming("--sort"):
        name = names.find(sort.removeprefix("-"))
    return _ordered(runs, name, turned=sort.startswith("-") != reverse)


@contextmanager
def naming(option: str) -> Iterator[None]:
    """An error of a question says which option it was asked with."""
    try:
        yield
    except QueryError as error:
        raise QueryError(f"{option}: {error}") from error


def _matching(runs: Sequence[Entry], where: Where) -> Selection:
    matched, missing = list[Entry](), Counter[str]()
    for run in runs:
        holds = where.holds(run)
        if holds:
            matched.append(run)
        elif holds is None:
            missing.update(name.text for name in where.names if not _has(name, run))
    notes = [f"{_lacking(count, runs, name)}, and --where leaves them out" for name, count in missing.items()]
    none = [] if matched else [f"none of {len(runs):,} runs is as --where wants it"]
    return Selection(runs=matched, names=where.names, notes=(*notes, *none))


def _ordered(runs: Sequence[Entry], by: Name, *, turned: bool) -> Selection:
    there = [run for run in runs if _has(by, run)]
    others = [run for run in runs if not _has(by, run)]
    falling = bool(higher_is_better(by, there)) is not turned
    there.sort(key=lambda run: _rank(by.of(run)), reverse=falling)
    notes = (f"{_lacking(len(others), runs, by.text)} and come last",) if others else ()
    return Selection(runs=[*there, *others], names=(by,), notes=notes)


def _has(name: Name, run: Entry) -> bool:
    """Null and nan are no values to go by."""
    value = name.of(run)
    return value is not MISSING and value is not None and not _is_nan(value)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _rank(value: Any) -> tuple[bool, Any]:
    """Numbers before text; a list goes by its text."""
    is_number = isinstance(value, int | float)
    return not is_number, value if is_number else str(value)


def _lacking(count: int, runs: Sequence[Entry], name: str) -> str:
    return f"{count:,} of {len(runs):,} runs have no {name}"
