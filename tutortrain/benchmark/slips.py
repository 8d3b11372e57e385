"""A pupil's wrong solution, made from a right one: one step goes wrong, and the rest is carried on truly.

Which step is the first wrong one is known by construction. The steps before it stand as they were. The step
itself has either a wrong result (a slip: 25 + 15 = 41) or the wrong operation, truly worked out (25 - 15 =
10). Each step after it does what the right one does, with the numbers that the pupil now has.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate
from random import Random
from typing import Final

from tutortrain.data.example import Example
from tutortrain.data.sources.answers import sentence, written
from tutortrain.grading.check import equal_answers

_NUMBER: Final = r"(?<![\w.,/])\d+(?:\.\d+)?(?![\w/]|[.,]\d)"
_NUMBERS: Final = re.compile(_NUMBER)
_EQUATION: Final = re.compile(
    rf"(?P<head>[^=]*?)(?P<sum>{_NUMBER}(?: (?P<sign>[-+×÷*/]) {_NUMBER})+) = (?P<result>{_NUMBER})"
    r"(?P<tail>[^=]*)"
)
_WORK: Final[Mapping[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": operator.add,
    "-": operator.sub,
    "×": operator.mul,
    "*": operator.mul,
    "÷": operator.truediv,
    "/": operator.truediv,
}
_CONFUSED: Final = {"+": "-", "-": "+", "×": "+", "*": "+", "÷": "×", "/": "*"}
_SLIPS: Final = (-10, -2, -1, 1, 2, 10)
"""In units of the result's last place."""

Changed = Mapping[Decimal, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A line with one equation; all its operands are joined by `sign`."""

    head: str
    operands: tuple[Decimal, ...]
    sign: str
    result: Decimal
    tail: str

    @property
    def worked(self) -> Decimal:
        return list(accumulate(self.operands, _WORK[self.sign]))[-1]

    @property
    def says(self) -> str:
        joined = f" {self.sign} ".join(map(written, self.operands))
        return f"{self.head}{joined} = {written(self.result)}{self.tail}"


def with_mistake(item: Example) -> Example | None:
    """The item with a pupil's attempt of which one step is wrong, always the same one for the same item.

    None where the solution cannot be followed: a line without exactly one true equation, a result that could
    be mistaken for another number of the problem, a last result that is not the answer.
    """
    steps = _followed(item)
    draw = Random(f"slip:{item.problem_id}")
    for place in draw.sample(range(len(steps)), len(steps)):
        for wrong in _mistaken(steps[place], draw):
            attempt = _carried_on(steps, place, wrong)
            if attempt and attempt[-1].result != steps[-1].result:
                return replace(item, attempt=_told(attempt), mistake=place + 1)
    return None


def without_mistake(item: Example) -> Example:
    """The item with its own solution as a pupil's attempt; the two are different items of one problem."""
    assert item.solution, f"{item.place} has no solution"
    steps = (line.strip() for line in item.solution.splitlines() if line.strip())
    return replace(item, id=f"{item.id}/right", attempt=(*steps, sentence(item.answer or "")), mistake=0)


def _told(steps: Sequence[_Step]) -> tuple[str, ...]:
    return (*(step.says for step in steps), sentence(written(steps[-1].result)))


def _followed(item: Example) -> Sequence[_Step]:
    """The steps of the solution, none where there is any doubt about which number comes from where."""
    read = [_read(line) for line in (item.solution or "").splitlines()]
    steps = [step for step in read if step is not None]
    if not steps or len(steps) < len(read) or _is_ambiguous(steps, item.problem):
        return ()
    return steps if equal_answers(item.answer or "", written(steps[-1].result)) else ()


def _is_ambiguous(steps: Sequence[_Step], problem: str) -> bool:
    """Whether two steps find the same, or one finds what the problem or another step gives as well."""
    found = [step.result for step in steps]
    given = {Decimal(number) for number in _NUMBERS.findall(problem)}
    for place, step in enumerate(steps):
        given.update(number for number in step.operands if number not in found[:place])
    return len(set(found)) < len(found) or not given.isdisjoint(found[:-1])


def _read(line: str) -> _Step | None:
    """None for a line that is not true, or would not be written the same again."""
    match = _EQUATION.fullmatch(line.strip())
    if match is None:
        return None
    operands = tuple(Decimal(number) for number in _NUMBERS.findall(match["sum"]))
    step = _Step(
        head=match["head"],
        operands=operands,
        sign=match["sign"],
        result=Decimal(match["result"]),
        tail=match["tail"],
    )
    if step.says != line.strip() or 0 in operands or step.worked != step.result:
        return None
    return step


def _mistaken(step: _Step, draw: Random) -> Iterator[_Step]:
    """Every mistake in this step, slips and confused operations in an order that is drawn."""
    confused = replace(step, sign=_CONFUSED[step.sign])
    operations = [replace(confused, result=confused.worked)]
    unit = Decimal(1).scaleb(-_places(step.result))
    slips = [replace(step, result=step.result + unit * size) for size in draw.sample(_SLIPS, len(_SLIPS))]
    mistakes = [*operations, *slips] if draw.random() < 0.5 else [*slips, *operations]
    yield from (mistake for mistake in mistakes if mistake.result != step.result)


def _carried_on(steps: Sequence[_Step], place: int, wrong: _Step) -> list[_Step]:
    """All steps, the wrong one in its place and those after it with what has changed.

    None at all where a result is not above zero, or has more decimals than the right solution: both would
    give the mistake away.
    """
    attempt, changed = list(steps[:place]), dict[Decimal, Decimal]()
    most = max(_places(number) for step in steps for number in (*step.operands, step.result))
    for right in steps[place:]:
        now = _with(right, changed) if changed else wrong
        if now.result <= 0 or _places(now.result) > most:
            return []
        changed[right.result] = now.result
        attempt.append(now)
    return attempt


def _with(step: _Step, changed: Changed) -> _Step:
    """The step truly worked out with earlier results as they are now."""
    now = replace(
        step,
        head=_renamed(step.head, changed),
        operands=tuple(changed.get(operand, operand) for operand in step.operands),
        tail=_renamed(step.tail, changed),
    )
    return replace(now, result=now.worked)


def _renamed(text: str, changed: Changed) -> str:
    return _NUMBERS.sub(lambda match: written(changed.get(Decimal(match[0]), Decimal(match[0]))), text)


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
