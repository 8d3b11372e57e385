"""`guidance`: does the reply help with a step of this very problem?"""

from collections.abc import Set
from dataclasses import dataclass
from typing import ClassVar

from tutortrain.config.reward import GuidanceConfig
from tutortrain.grading.check import Verdict
from tutortrain.grading.guidance import guides
from tutortrain.grading.rewards.base import Completion, Needed


@dataclass(frozen=True, slots=True)
class Guidance:
    """1 or 0, by the measure of the suite `hint`, which is no defence against gaming (see its docstring)."""

    needs: ClassVar[Set[Needed]] = frozenset({"answer", "solution"})
    needs_verdict: ClassVar[bool] = False
    config: GuidanceConfig

    def score(self, completion: Completion, verdict: Verdict | None) -> float:
        return float(guides(completion.reply, completion.lesson))
