"""How values compare. Where a run has no value the answer is unknown, which is neither yes nor no.

Three-valued logic after Kleene, as in SQL: what is unknown stays so under `not`, and `or` and `and` are sure
wherever the other side decides.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from tutortrain.compare.settings import MISSING, differ

Answer = bool | None
"""None: unknown."""
Comparison = Callable[[Any, Any], Answer]


class NotComparable(Exception):
    """Two values of which neither is less than, or part of, the other; says which kinds they are."""


def both(answers: Iterable[Answer]) -> Answer:
    """`and`: no as soon as one is no, yes only if all are."""
    worst: Answer = True
    for answer in answers:
        if answer is False:
            return False
        worst = worst and answer
    return worst


def either(answers: Iterable[Answer]) -> Answer:
    """`or`: yes as soon as one is yes, no only if all are."""
    return negated(both(negated(answer) for answer in answers))


def negated(answer: Answer) -> Answer:
    """`not`."""
    return None if answer is None else not answer


def kind(value: Any) -> str:
    """In the words of a message."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case _:
            return "a list"


def _ordered(compare: Comparison) -> Comparison:
    """Null is no value here: it is neither less nor more than anything."""

    def ordered(one: Any, other: Any) -> Answer:
        if one is None or other is None:
            return None
        if kind(one) != kind(other) or kind(one) not in ("a number", "text"):
            raise NotComparable(f"{kind(one)} and {kind(other)} have no order")
        return compare(one, other)

    return ordered


def _is_in(one: Any, other: Any) -> Answer:
    if isinstance(other, str) and isinstance(one, str):
        return one in other
    if not isinstance(other, list):
        raise NotComparable(f"{kind(one)} cannot be in {kind(other)}")
    return not all(differ(one, item) for item in other)


def _where_known(compare: Comparison) -> Comparison:
    return lambda one, other: None if one is MISSING or other is MISSING else compare(one, other)


COMPARISONS: Final[Mapping[str, Comparison]] = {
    name: _where_known(compare)
    for name, compare in {
        "Lt": _ordered(operator.lt),
        "LtE": _ordered(operator.le),
        "Gt": _ordered(operator.gt),
        "GtE": _ordered(operator.ge),
        "Eq": lambda one, other: not differ(one, other),
        "NotEq": differ,
        "In": _is_in,
        "NotIn": lambda one, other: negated(_is_in(one, other)),
    }.items()
}
"""By the name of Python's node; what is not here cannot be asked."""
