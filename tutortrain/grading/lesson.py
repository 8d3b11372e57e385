"""What a reply is judged against: the problem, its answer, its worked steps, and what was said before."""

import re
from collections.abc import Set
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from tutortrain.grading.equations import Equation, equations
from tutortrain.grading.latex import plain
from tutortrain.grading.numbers import Number, all_mentions
from tutortrain.grading.words import content_words

LONGEST_REPLY: Final = 50_000
"""Characters of a reply that are read; no tutor says more, and hostile replies then cost half a second."""

_ANNOTATION: Final = re.compile(r"<<[^<>]*>>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One problem in the middle of a dialogue.

    solution: worked steps, one a line; GSM8K's `<<3+5=8>>` annotations are ignored.
    earlier: the turns between the problem and the reply, pupil's and tutor's alike.
    """

    problem: str
    answer: str
    solution: str = ""
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the worked solution, as far as a hint can name it."""

    words: frozenset[str]
    equations: tuple[Equation, ...]


@lru_cache(maxsize=4096)
def numbers_said(lesson: Lesson) -> frozenset[Number]:
    """Every number of the problem and of the turns before the reply."""
    return _numbers("\n".join((lesson.problem, *lesson.earlier)))


@lru_cache(maxsize=4096)
def unfinished_steps(lesson: Lesson) -> tuple[Step, ...]:
    """The steps whose result nobody has named since the problem; one without a result is unfinished."""
    said = {number.value for number in _numbers("\n".join(lesson.earlier))}
    lines = (plain(_ANNOTATION.sub("", line)) for line in lesson.solution.splitlines())
    steps = (Step(content_words(line), equations(line)) for line in lines if line.strip())
    return tuple(step for step in steps if not _is_finished(step, said))


def _numbers(text: str) -> frozenset[Number]:
    return frozenset(mention.number for mention in all_mentions(plain(text)))


def _is_finished(step: Step, said: Set[Fraction]) -> bool:
    results = [equation.result for equation in step.equations if equation.result is not None]
    return bool(results) and results[-1] in said
