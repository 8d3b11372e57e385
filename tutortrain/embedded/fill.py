"""A topic's blanks filled in: the problem as the pupil reads it, with its worked steps."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from tutortrain.embedded.pools import BOYS, CONTAINERS, ITEMS, NAMES
from tutortrain.embedded.templates import Story, Topic

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_EQUATION: Final = re.compile(rf"(\S+(?: [+×÷-] \S+)+) = ({_NUMBER.pattern})")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedStep:
    """A step with its numbers in it, as written: `operands` as many as the sum has, all joined by `sign`."""

    says: str
    asks: str
    operands: tuple[str, ...]
    sign: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """`key` is the topic and its numbers, without people and things: the split goes by it."""

    topic: Topic
    text: str
    steps: tuple[WorkedStep, ...]
    key: str

    @property
    def answer(self) -> str:
        return self.steps[-1].result

    @property
    def solution(self) -> str:
        return "\n".join(step.says for step in self.steps)


def numbers_in(text: str) -> tuple[str, ...]:
    """Every number written in digits, in order, decimals whole."""
    return tuple(_NUMBER.findall(text))


def draw_problem(draw: Random, topic: Topic) -> Problem:
    """A sound problem of this topic, with one of its phrasings drawn.

    Unsound ones are drawn again: a number below 2 would need the singular, and where the answer is among the
    earlier numbers nobody could say whether a reply that names it has given the answer away.
    """
    while True:
        problem = _fill(draw, topic, draw.choice(topic.stories))
        if _is_sound(problem):
            return problem


def _is_sound(problem: Problem) -> bool:
    operands = [operand for step in problem.steps for operand in step.operands]
    given = {*numbers_in(problem.text), *operands}
    return problem.answer not in given and all(float(number) > 1 for number in (*given, problem.answer))


def _fill(draw: Random, topic: Topic, story: Story) -> Problem:
    numbers = story.numbers(draw)
    blanks = {**_cast(draw), **numbers}
    return Problem(
        topic=topic,
        text=story.text.format_map(blanks),
        steps=tuple(
            _work(step.says.format_map(blanks), step.asks.format_map(blanks)) for step in story.steps
        ),
        key=" ".join((topic.name, *sorted(map(str, numbers.values())))),
    )


def _cast(draw: Random) -> Mapping[str, str]:
    name, friend = draw.sample(NAMES, 2)
    (item, items), (thing, things) = draw.sample(ITEMS, 2)
    box, boxes = draw.choice(CONTAINERS)
    him = "him" if name in BOYS else "her"
    return {
        "name": name,
        "friend": friend,
        "him": him,
        "item": item,
        "items": items,
        "thing": thing,
        "things": things,
        "box": box,
        "boxes": boxes,
    }


def _work(says: str, asks: str) -> WorkedStep:
    """The step with its equation read back from the sentence, so that numbers and text cannot disagree."""
    found = _EQUATION.search(says)
    assert found is not None, says
    terms = found[1].split()
    return WorkedStep(says=says, asks=asks, operands=tuple(terms[::2]), sign=terms[1], result=found[2])
