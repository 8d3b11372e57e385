"""`socratic`: does the reply lead by questions alone (`questions_only`), about how many of the steps
(`coverage`), and does it give the answer away (`leak_rate`)?

No one of them means anything alone: "What now?" only asks and never leaks, and the whole solution with a
question mark behind each step would cover everything. So a reply that leaks covers nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutortrain.benchmark.suites.base import Outcome
from tutortrain.benchmark.suites.tutoring import LEAK_RATE, OneTutorsReply, lesson_of, need_no_model
from tutortrain.config.benchmark import SocraticConfig
from tutortrain.data.example import Example
from tutortrain.grading.leak import leaks
from tutortrain.grading.lesson import Lesson
from tutortrain.grading.socratic import coverage, only_asks

QUESTIONS_ONLY = "questions_only"
COVERAGE = "coverage"
CONSTANT_REPLY = "What do you need to find out first?"


@dataclass(frozen=True, slots=True)
class Socratic(OneTutorsReply):
    """One greedy reply a problem; its controls are those of `tutoring`."""

    config: SocraticConfig

    @property
    def scores(self) -> Mapping[str, bool]:
        return {QUESTIONS_ONLY: True, LEAK_RATE: False, COVERAGE: True}

    def grade_all(self, items: Sequence[Example], replies: Sequence[str]) -> Sequence[Outcome]:
        return [_grade(lesson_of(item), reply) for item, reply in zip(items, replies, strict=True)]

    def controls(self, items: Sequence[Example]) -> Mapping[str, Sequence[str]]:
        return need_no_model(items, CONSTANT_REPLY)


def _grade(lesson: Lesson, reply: str) -> Outcome:
    leaked = leaks(reply, lesson)
    covered = 0.0 if leaked else coverage(reply, lesson)
    return Outcome(counts={QUESTIONS_ONLY: only_asks(reply), LEAK_RATE: leaked, COVERAGE: covered})
