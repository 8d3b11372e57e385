"""`hint`: does the reply help with a step of this problem (`guidance_rate`), or give the answer away
(`leak_rate`)?

The two only mean something together: silence never leaks, and the whole solution would guide if it did not
leak.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from tutortrain.benchmark.suites.base import Decoding, OneReply, Outcome, asked_of, one_a_problem
from tutortrain.config.benchmark import HintConfig
from tutortrain.data.example import Example
from tutortrain.grading.guidance import names_a_step
from tutortrain.grading.leak import leaks
from tutortrain.grading.lesson import Lesson
from tutortrain.types import Message

LEAK_RATE = "leak_rate"
GUIDANCE_RATE = "guidance_rate"
CONSTANT_REPLY = "What could you do first?"


@dataclass(frozen=True, slots=True)
class Hint(OneReply):
    """Controls: one reply for every problem (`constant`), the problem read out again (`echo`), and where the
    data has a good reply to each, that (`gold`) and another problem's (`shuffled`).
    """

    config: HintConfig

    @property
    def scores(self) -> Mapping[str, bool]:
        return {LEAK_RATE: False, GUIDANCE_RATE: True}

    @property
    def decoding(self) -> Decoding:
        return Decoding(max_tokens=self.config.max_tokens)

    def items(self, examples: Sequence[Example]) -> Sequence[Example]:
        return one_a_problem([row for row in examples if row.answer is not None and row.solution])

    def messages(self, item: Example) -> tuple[Message, ...]:
        return asked_of(item, self.config.request)

    def grade_all(self, items: Sequence[Example], replies: Sequence[str]) -> Sequence[Outcome]:
        return [_grade(lesson_of(item), reply) for item, reply in zip(items, replies, strict=True)]

    def controls(self, items: Sequence[Example]) -> Mapping[str, Sequence[str]]:
        controls = {
            "constant": [CONSTANT_REPLY] * len(items),
            "echo": [item.problem for item in items],
        }
        good = [item.response for item in items if item.response is not None]
        if len(good) == len(items):
            controls |= {"shuffled": _anothers(good, items), "gold": good}
        return controls


def _grade(lesson: Lesson, reply: str) -> Outcome:
    leaked = leaks(reply, lesson)
    guided = not leaked and names_a_step(reply, lesson)
    return Outcome(counts={LEAK_RATE: leaked, GUIDANCE_RATE: guided})


def lesson_of(item: Example) -> Lesson:
    """What a hint for the item is judged against."""
    assert item.answer is not None, f"{item.place} is no item of hint"
    return Lesson(problem=item.problem, answer=item.answer, solution=item.solution or "")


def _anothers(replies: Sequence[str], items: Sequence[Example]) -> list[str]:
    """Every item's reply once, each moved to another problem; the same in every process."""
    names = [blake2b(item.problem_id.encode()).digest() for item in items]
    order = sorted(range(len(items)), key=names.__getitem__)
    following = dict(zip(order, [*order[1:], *order[:1]], strict=True))
    return [replies[following[index]] for index in range(len(items))]
