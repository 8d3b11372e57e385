"""Which operations a problem takes, in order: read off its worked steps, else looked for between its numbers
and its answer.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Final, NamedTuple

_MARKED: Final = re.compile(r"<<([^>=]{1,200})=")
_TOKEN: Final = re.compile(r"(\d[\d,]{0,14}(?:\.\d{1,9})?|\.\d{1,9})|([-+−–*×·÷/]|(?<=[\s\d])x(?=[\s\d(.$]))")
_SIGNS: Final = dict(zip("+-−–*×·x÷/", "+---****//", strict=True))
_MOST_NUMBERS: Final = 3
_NEAR: Final = 1e-4


class Step(NamedTuple):
    """`left sign right`; the sign is one of `+ - * /`."""

    sign: str
    left: float
    right: float
    result: float


def steps_of(solution: str) -> list[Step]:
    """Every operation of every equation, left to right; in a chain each sign takes the numbers beside it."""
    expressions = _MARKED.findall(solution) if "<<" in solution else solution.split("=")[:-1]
    return [step for expression in expressions for step in _chain(expression)]


def steps_between(numbers: Sequence[float], answer: float) -> list[Step]:
    """The simplest way from two or three numbers to the answer, using all of them if there is such a way.

    Of four numbers, and where no way uses three, some may stay unused: problems say more than they need.
    Empty where one or two steps do not lead there.
    """
    if not 1 < len(numbers) <= _MOST_NUMBERS + 1:
        return []
    used = numbers[:_MOST_NUMBERS]
    if len(used) == _MOST_NUMBERS and (both := next(_two_steps(used, answer), None)):
        return both
    return next(_one_step(used, answer), [])


def _chain(expression: str) -> Iterator[Step]:
    """The equation that ends where the text ends: a number after a number begins anew."""
    sign, left = "", None
    for number, symbol in _TOKEN.findall(expression):
        if symbol:
            sign = _SIGNS[symbol]
            continue
        right = float(number.replace(",", ""))
        if sign and left is not None:
            yield _step(sign, left, right)
        sign, left = "", right


def _one_step(numbers: Sequence[float], answer: float) -> Iterator[list[Step]]:
    for left, right in permutations(numbers, 2):
        for step in _steps(left, right):
            if _is(step.result, answer):
                yield [step]


def _two_steps(numbers: Sequence[float], answer: float) -> Iterator[list[Step]]:
    for left, right, last in permutations(numbers, 3):
        for first in _steps(left, right):
            for second in _steps(first.result, last):
                if _is(second.result, answer):
                    yield [first, second]


def _steps(left: float, right: float) -> list[Step]:
    return [_step(sign, left, right) for sign in "+-*/"]


def _step(sign: str, left: float, right: float) -> Step:
    match sign:
        case "+":
            return Step(sign, left, right, left + right)
        case "-":
            return Step(sign, left, right, left - right)
        case "*":
            return Step(sign, left, right, left * right)
        case _:
            return Step(sign, left, right, left / right if right else float("inf"))


def _is(value: float, answer: float) -> bool:
    return abs(value - answer) <= _NEAR * max(1.0, abs(answer))
