"""Named yes-or-no features of a reading: what a linear model has a weight for."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from tutortrain.curriculum.features.operations import Step
from tutortrain.curriculum.features.quantities import Quantity
from tutortrain.curriculum.features.reading import Reading

_SIZES: Final = (5, 10, 20, 50, 100, 1000, 10_000, 1_000_000)
_SUMS: Final = (10, 20, 100, 1000, 10_000)
_UNDERS: Final = (2, 4, 10, 12, 100)
_LENGTHS: Final = (8, 15, 25, 40, 60, 90)
_MOST_NUMBERS: Final = 6
_MOST_STEPS: Final = 8
_LONGEST_SEQUENCE: Final = 3
_HARDNESS: Final = {"+": 0, "-": 0, "*": 1, "/": 2}


def structure(reading: Reading) -> Iterator[str]:
    """Numbers, operations and concepts: what a problem is, whoever wrote it."""
    yield from _sizes(reading.numbers)
    yield from _kinds(reading.written)
    yield from _answer(reading.answer_text, reading.answer)
    yield from _operations(reading.steps)
    for concept in reading.concepts:
        yield f"about:{concept}"
    yield f"length:{bisect_left(_LENGTHS, len(reading.tokens))}"


def wording(reading: Reading) -> Iterator[str]:
    """Words and pairs of words, numbers being all alike."""
    tokens = ["#" if token[0].isdigit() else token for token in reading.tokens]
    yield from set(tokens)
    for first, second in set(pairwise(tokens)):
        yield f"{first} {second}"


def _sizes(numbers: Sequence[Quantity]) -> Iterator[str]:
    yield f"numbers:{min(len(numbers), _MOST_NUMBERS)}"
    sizes = sorted((abs(number.value) for number in numbers), reverse=True)
    if sizes:
        yield f"largest:{bisect_left(_SIZES, sizes[0])}"
        yield f"smallest:{bisect_left(_SIZES, sizes[-1])}"
    if len(sizes) > 1:
        yield f"second:{bisect_left(_SIZES, sizes[1])}"


def _kinds(numbers: Sequence[Quantity]) -> Iterator[str]:
    for kind in {number.kind for number in numbers}:
        yield f"kind:{kind}"
    if any(number.value < 0 for number in numbers):
        yield "kind:negative"
    yield from _money([number for number in numbers if number.is_money])
    if places := max((number.places for number in numbers if not number.is_money), default=0):
        yield f"places:{min(places, 3)}"
    if unders := [number.under for number in numbers if number.under > 1]:
        yield f"under:{bisect_left(_UNDERS, max(unders))}"
        yield f"unders:{min(len(set(unders)), 2)} of {min(len(unders), 3)}"


def _money(amounts: Sequence[Quantity]) -> Iterator[str]:
    if amounts:
        yield "money:cents" if any(amount.places for amount in amounts) else "money:whole"


def _answer(text: str | None, numbers: Sequence[Quantity]) -> Iterator[str]:
    if text is None:
        yield "answer:unknown"
    elif len(numbers) != 1:
        yield f"answer:{min(len(numbers), 2)} numbers"
        if text in "<>=":
            yield "answer:sign"
    else:
        yield f"answer:{numbers[0].kind}"
        yield f"answer:{bisect_left(_SIZES, abs(numbers[0].value))}"
        if numbers[0].value < 0:
            yield "answer:negative"


def _operations(steps: Sequence[Step]) -> Iterator[str]:
    yield f"steps:{min(len(steps), _MOST_STEPS)}"
    if not steps:
        return
    signs = [step.sign for step in steps]
    yield f"signs:{''.join(sorted(set(signs)))}"
    if len(signs) <= _LONGEST_SEQUENCE:
        yield f"order:{''.join(signs)}"
    sizes = {_size(step) for step in steps}
    yield from sizes
    yield f"hardest:{max(sizes, key=lambda size: (_HARDNESS[size[0]], size))}"


def _size(step: Step) -> str:
    """A sum's range, a product's digits, a quotient's digits and whether it comes out even."""
    if step.left % 1 or step.right % 1:
        return f"{step.sign}part"
    if step.sign in "+-":
        largest = max(abs(step.left), abs(step.right), abs(step.result))
        return f"{step.sign}{bisect_left(_SUMS, largest)}"
    left, right = _digits(step.left), _digits(step.right)
    if step.sign == "*":
        return f"*{min(left, right)}x{max(left, right)}{' small' if abs(step.result) <= 100 else ''}"
    is_even = bool(step.right) and not step.left % step.right
    return f"/{left}:{right}{' even' if is_even else ''}{' small' if abs(step.left) <= 100 else ''}"


def _digits(value: float) -> int:
    return min(4, len(str(int(abs(value)))))
