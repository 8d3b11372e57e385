"""`solve`: is the final answer right? Scored as accuracy; a reply without a readable answer is not right.

Numbers are compared exactly; where the right answer is none, such as `2x + 1`, computer algebra compares.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutortrain.benchmark.suites.base import Outcome
from tutortrain.config.benchmark import SolveConfig
from tutortrain.data.example import Example
from tutortrain.grading.check import Verdict
from tutortrain.grading.symbolic import SymbolicChecker

ACCURACY = "accuracy"


@dataclass(frozen=True, slots=True)
class Solve:
    """Controls: the worked solution (`gold`), and the most common answer for every problem (`constant`)."""

    config: SolveConfig

    @property
    def scores(self) -> Mapping[str, bool]:
        return {ACCURACY: True}

    @property
    def request(self) -> str:
        return self.config.request

    @property
    def max_tokens(self) -> int:
        return self.config.max_tokens

    def accepts(self, example: Example) -> bool:
        return example.answer is not None

    def grade_all(self, examples: Sequence[Example], replies: Sequence[str]) -> Sequence[Outcome]:
        with SymbolicChecker() as checker:
            pairs = [(reply, _answer(example)) for example, reply in zip(examples, replies, strict=True)]
            return [_outcome(check.verdict) for check in checker.check_all(pairs)]

    def controls(self, examples: Sequence[Example]) -> Mapping[str, Sequence[str]]:
        answers = [_answer(example) for example in examples]
        [(common, _)] = Counter(answers).most_common(1)
        worked = [f"{example.solution or ''}\nThe answer is {_answer(example)}." for example in examples]
        return {"gold": worked, "constant": [f"The answer is {common}."] * len(examples)}


def _outcome(verdict: Verdict) -> Outcome:
    return Outcome(
        counts={ACCURACY: verdict == "correct"},
        unparsed=verdict == "unparsed",
        timed_out=verdict == "timeout",
    )


def _answer(example: Example) -> str:
    assert example.answer is not None, f"{example.place} was not accepted"
    return example.answer
