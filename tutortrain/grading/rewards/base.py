"""What a reward is: one figure for one completion."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

from tutortrain.grading.check import Verdict
from tutortrain.grading.lesson import Lesson

Needed = Literal["answer", "solution"]
"""The fields of a lesson without which a reward cannot tell good from bad."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What was sampled for a lesson: `num_tokens` with the stop token; `truncated` where it has none."""

    reply: str
    num_tokens: int
    truncated: bool
    lesson: Lesson


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A completion's reward; `parts` are unweighted, by their names in the configuration.

    verdict: on the final answer; None where no reward asks whether it is right.
    """

    reward: float
    parts: Mapping[str, float]
    verdict: Verdict | None


class Reward(Protocol):
    """Built from its own configuration and registered in `grading.rewards`; a pure function.

    needs: what a lesson must have. needs_verdict: whether the final answer has to be checked first.
    """

    needs: ClassVar[Set[Needed]]
    needs_verdict: ClassVar[bool]

    def score(self, completion: Completion, verdict: Verdict | None) -> float:
        """The part of this reward, unweighted; `verdict` is there wherever some reward needs it."""
