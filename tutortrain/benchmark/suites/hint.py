"""`hint`: does the reply help with a step of this problem (`guidance_rate`), or give the answer away
(`leak_rate`)?

The two only mean something together: silence never leaks, and the whole solution would guide if it did not
leak.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from tutortrain.benchmark.suites.base import Outcome
from tutortrain.config.benchmark import HintConfig
from tutortrain.data.example import Example
from tutortrain.grading.guidance import names_a_step
from tutortrain.grading.leak import leaks
from tutortrain.grading.lesson import Lesson

LEAK_RATE = "leak_rate"
GUIDANCE_RATE = "guidance_rate"
CONSTANT_REPLY = "What could you do first?"


@dataclass(frozen=True, slots=True)
class Hint:
    """Controls: one reply for every problem (`constant`), the problem read out again (`echo`), and where the
    data has a good reply to each, that (`gold`) and another problem's (`shuffled`).
    """

    config: HintConfig

    @property
    def scores(self) -> Mapping[str, bool]:
        return {LEAK_RATE: False, GUIDANCE_RATE: True}

    @property
    def request(self) -> str:
        return self.config.request

    @property
    def max_tokens(self) -> int:
        return self.config.max_tokens

    def accepts(self, example: Example) -> bool:
        return example.answer is not None and bool(example.solution)

    def grade_all(self, examples: Sequence[Example], replies: Sequence[str]) -> Sequence[Outcome]:
        return [_grade(_lesson(example), reply) for example, reply in zip(examples, replies, strict=True)]

    def controls(self, examples: Sequence[Example]) -> Mapping[str, Sequence[str]]:
        controls = {
            "constant": [CONSTANT_REPLY] * len(examples),
            "echo": [example.problem for example in examples],
        }
        good = [example.response for example in examples if example.response is not None]
        if len(good) == len(examples):
            controls |= {"shuffled": _anothers(good, examples), "gold": good}
        return controls


def _grade(lesson: Lesson, reply: str) -> Outcome:
    leaked = leaks(reply, lesson)
    guided = not leaked and names_a_step(reply, lesson)
    return Outcome(counts={LEAK_RATE: leaked, GUIDANCE_RATE: guided})


def _lesson(example: Example) -> Lesson:
    assert example.answer is not None, f"{example.place} was not accepted"
    return Lesson(problem=example.problem, answer=example.answer, solution=example.solution or "")


def _anothers(replies: Sequence[str], examples: Sequence[Example]) -> list[str]:
    """Every example's reply once, each moved to another problem; the same in every process."""
    names = [blake2b(example.problem_id.encode()).digest() for example in examples]
    order = sorted(range(len(examples)), key=names.__getitem__)
    following = dict(zip(order, [*order[1:], *order[:1]], strict=True))
    return [replies[following[index]] for index in range(len(examples))]
