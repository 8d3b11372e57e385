"""`solve`: is the final answer right? Scored as accuracy; a reply without a readable answer is not right."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutortrain.benchmark.suites.base import Outcome
from tutortrain.config.benchmark import SolveConfig
from tutortrain.data.example import Example
from tutortrain.grading.check import check

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

    def grade(self, example: Example, reply: str) -> Outcome:
        verdict = check(reply, _answer(example)).verdict
        return Outcome(counts={ACCURACY: verdict == "correct"}, unparsed=verdict == "unparsed")

    def controls(self, examples: Sequence[Example]) -> Mapping[str, Sequence[str]]:
        answers = [_answer(example) for example in examples]
        [(common, _)] = Counter(answers).most_common(1)
        worked = [f"{example.solution or ''}\nThe answer is {_answer(example)}." for example in examples]
        return {"gold": worked, "constant": [f"The answer is {common}."] * len(examples)}


def _answer(example: Example) -> str:
    assert example.answer is not None, f"{example.place} was not accepted"
    return example.answer
