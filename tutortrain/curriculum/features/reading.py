"""A problem read once, for features and for hand-written rules."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tutortrain.curriculum.features.concepts import concepts
from tutortrain.curriculum.features.operations import Step, steps_between, steps_of
from tutortrain.curriculum.features.quantities import Quantity, quantities, spelled
from tutortrain.curriculum.problem import Problem

MAX_LENGTH: Final = 4000
"""Characters of a text that are read: no school problem is longer, and a line of 10 MB costs nothing."""
_WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)?|\d[\d,.]*|[<>=_^+*/%$-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the text, the answer and the solution say, in lower case.

    tokens: words, numbers and signs in order; written: numbers in digits; numbers: those and others in words.
    answer: what numbers the answer holds; answer_text: None where it is not known.
    """

    text: str
    tokens: Sequence[str]
    words: frozenset[str]
    written: Sequence[Quantity]
    numbers: Sequence[Quantity]
    answer_text: str | None
    answer: Sequence[Quantity]
    steps: Sequence[Step]
    concepts: frozenset[str]

    def says(self, *words: str) -> bool:
        """Whether any of the words is there."""
        return not self.words.isdisjoint(words)

    def is_about(self, *concepts: str) -> bool:
        """Whether any of the concepts is named."""
        return not self.concepts.isdisjoint(concepts)


def read(problem: Problem) -> Reading:
    """Takes about 60 microseconds for a problem of 45 words."""
    text = problem.text[:MAX_LENGTH].lower()
    tokens = _WORD.findall(text)
    words = [token for token in tokens if token[0].isalpha()]
    written = quantities(text)
    numbers = [*written, *spelled(words)]
    answer_text = problem.answer and problem.answer[:MAX_LENGTH].strip().lower()
    answer = quantities(answer_text) if answer_text else []
    return Reading(
        text=text,
        tokens=tokens,
        words=frozenset(words),
        written=written,
        numbers=numbers,
        answer_text=answer_text,
        answer=answer,
        steps=_steps(problem.solution, numbers, answer),
        concepts=frozenset(concepts(set(words))),
    )


def _steps(solution: str | None, numbers: Sequence[Quantity], answer: Sequence[Quantity]) -> Sequence[Step]:
    if solution and (steps := steps_of(solution[:MAX_LENGTH])):
        return steps
    if len(answer) != 1:
        return []
    return steps_between([number.value for number in numbers], answer[0].value)
