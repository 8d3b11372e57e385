"""`mistake`: shown a pupil's solution, does a reply name its first wrong step (`located`) and give the right
answer (`corrected`)?

As in MathTutorBench (Macina et al. 2025, https://github.com/eth-lre/mathtutorbench), half of the solutions
are right wherever the wrong step is known: who always finds a mistake, or never one, locates half at most. A
right solution leaves nothing to correct, and where nobody marked the wrong step nothing can be located: an
item has only the outcomes that it can have.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tutortrain.benchmark.slips import with_mistake, without_mistake
from tutortrain.benchmark.suites.base import Decoding, OneReply, Outcome, one_a_problem
from tutortrain.config.benchmark import MistakeConfig
from tutortrain.data.example import Example
from tutortrain.embedded.requests import ask, with_attempt
from tutortrain.grading.check import Check
from tutortrain.grading.location import Located, locate
from tutortrain.grading.symbolic import SymbolicChecker
from tutortrain.types import Message

LOCATED = "located"
CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Mistake(OneReply):
    """Controls: step and answer as they are (`gold`); no mistake and the pupil's own answer (`always_0`); the
    commonest wrong step and the commonest answer (`constant`).
    """

    config: MistakeConfig

    @property
    def scores(self) -> Mapping[str, bool]:
        return {LOCATED: True, CORRECTED: True}

    @property
    def decoding(self) -> Decoding:
        return Decoding(max_tokens=self.config.max_tokens)

    def items(self, examples: Sequence[Example]) -> Sequence[Example]:
        """A row's own attempt, else one made from its solution; and the right solution beside each whose
        wrong step is known.
        """
        known = [row for row in examples if row.answer is not None and (row.attempt or row.solution)]
        return tuple(item for row in one_a_problem(known) for item in _attempts(row))

    def messages(self, item: Example) -> tuple[Message, ...]:
        shown = with_attempt(item.problem, _attempt(item))
        return (Message(role="user", content=ask(shown, self.config.request)),)

    def grade_all(self, items: Sequence[Example], replies: Sequence[str]) -> Sequence[Outcome]:
        found = [locate(reply) for reply in replies]
        pairs = [(one.rest, item.answer or "") for one, item in zip(found, items, strict=True)]
        with SymbolicChecker() as checker:
            checks = checker.check_all(pairs)
        return [_outcome(*judged) for judged in zip(items, found, checks, strict=True)]

    def controls(self, items: Sequence[Example]) -> Mapping[str, Sequence[str]]:
        steps = Counter(item.mistake for item in items if item.mistake)
        [(answer, _)] = Counter(item.answer for item in items).most_common(1)
        step = max(steps, key=lambda one: (steps[one], -(one or 0)), default=1)
        return {
            "gold": [f"Step: {item.mistake or 0}\nThe answer is {item.answer}." for item in items],
            "always_0": [f"Step: 0\n{_attempt(item)[-1]}" for item in items],
            "constant": [f"Step: {step}\nThe answer is {answer}."] * len(items),
        }


def _attempts(row: Example) -> Iterator[Example]:
    wrong = row if row.attempt else with_mistake(row)
    if wrong is not None:
        yield wrong
        if wrong.mistake and wrong.solution:
            yield without_mistake(wrong)


def _outcome(item: Example, found: Located, check: Check) -> Outcome:
    can_locate, can_correct = item.mistake is not None, item.mistake != 0
    counts = {LOCATED: found.step == item.mistake} if can_locate else {}
    counts |= {CORRECTED: check.verdict == "correct"} if can_correct else {}
    return Outcome(
        counts=counts,
        unparsed=(can_locate and found.step is None) or (can_correct and check.verdict == "unparsed"),
        timed_out=can_correct and check.verdict == "timeout",
    )


def _attempt(item: Example) -> tuple[str, ...]:
    assert item.attempt is not None, f"{item.place} is no item of mistake"
    return item.attempt
