"""`hint`: does the reply help with a step of this problem (`guidance_rate`), or give the answer away
(`leak_rate`)?

The two only mean something together: silence never leaks, and the whole solution would guide if it did not
leak.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutortrain.benchmark.suites.base import Outcome
from tutortrain.benchmark.suites.tutoring import LEAK_RATE, OneTutorsReply, lesson_of, need_no_model
from tutortrain.config.benchmark import HintConfig
from tutortrain.data.example import Example
from tutortrain.grading.guidance import names_a_step
from tutortrain.grading.leak import leaks
from tutortrain.grading.lesson import Lesson

GUIDANCE_RATE = "guidance_rate"
CONSTANT_REPLY = "What could you do first?"


@dataclass(frozen=True, slots=True)
class Hint(OneTutorsReply):
    """One greedy reply a problem; its controls are those of `tutoring`."""

    config: HintConfig

    @property
    def scores(self) -> Mapping[str, bool]:
        return {LEAK_RATE: False, GUIDANCE_RATE: True}

    def grade_all(self, items: Sequence[Example], replies: Sequence[str]) -> Sequence[Outcome]:
        return [_grade(lesson_of(item), reply) for item, reply in zip(items, replies, strict=True)]

    def controls(self, items: Sequence[Example]) -> Mapping[str, Sequence[str]]:
        return need_no_model(items, CONSTANT_REPLY)


def _grade(lesson: Lesson, reply: str) -> Outcome:
    leaked = leaks(reply, lesson)
    guided = not leaked and names_a_step(reply, lesson)
    return Outcome(counts={LEAK_RATE: leaked, GUIDANCE_RATE: guided})
