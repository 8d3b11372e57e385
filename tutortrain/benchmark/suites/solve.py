"""`solve`: is the final answer right? Scored as accuracy; a reply without a readable answer is not right.

Numbers are compared exactly; where the right answer is none, such as `2x + 1`, computer algebra compares.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutortrain.benchmark.suites.base import Decoding, OneReply, Outcome, asked_of, one_a_problem
from tutortrain.config.benchmark import AnswersConfig
from tutortrain.data.example import Example
from tutortrain.grading.check import Verdict
from tutortrain.grading.symbolic import SymbolicChecker
from tutortrain.types import Message

ACCURACY = "accuracy"


@dataclass(frozen=True, slots=True)
class Solve(OneReply):
    """Controls: the worked solution (`gold`), and the most common answer for every problem (`constant`)."""

    config: AnswersConfig

    @property
    def scores(self) -> Mapping[str, bool]:
        return {ACCURACY: True}

    @property
    def decoding(self) -> Decoding:
        return Decoding(max_tokens=self.config.max_tokens)

    def items(self, examples: Sequence[Example]) -> Sequence[Example]:
        return one_a_problem([example for example in examples if example.answer is not None])

    def messages(self, item: Example) -> tuple[Message, ...]:
        return asked_of(item, self.config.request)

    def grade_all(self, items: Sequence[Example], replies: Sequence[str]) -> Sequence[Outcome]:
        with SymbolicChecker() as checker:
            pairs = [(reply, _answer(item)) for item, reply in zip(items, replies, strict=True)]
            return [_outcome(check.verdict) for check in checker.check_all(pairs)]

    def controls(self, items: Sequence[Example]) -> Mapping[str, Sequence[str]]:
        answers = [_answer(item) for item in items]
        [(common, _)] = Counter(answers).most_common(1)
        worked = [f"{item.solution or ''}\nThe answer is {_answer(item)}." for item in items]
        return {"gold": worked, "constant": [f"The answer is {common}."] * len(items)}


def _outcome(verdict: Verdict) -> Outcome:
    return Outcome(
        counts={ACCURACY: verdict == "correct"},
        unparsed=verdict == "unparsed",
        timed_out=verdict == "timeout",
    )


def _answer(item: Example) -> str:
    assert item.answer is not None, f"{item.place} is no item of solve"
    return item.answer
