"""`guidance`: does the reply help with a step of this very problem?"""

from collections.abc import Set
from dataclasses import dataclass

from tutortrain.config.reward import GuidanceConfig
from tutortrain.grading.check import Verdict
from tutortrain.grading.guidance import guides
from tutortrain.grading.rewards.base import Completion, Needed


@dataclass(frozen=True, slots=True)
class Guidance:
    """1 or 0, by the measure of the suite `hint`, which is no defence against gaming (see its docstring)."""

    config: GuidanceConfig

    @property
    def needs(self) -> Set[Needed]:
        return {"answer", "solution"}

    @property
    def needs_verdict(self) -> bool:
        return False

    def score(self, completion: Completion, verdict: Verdict | None) -> float:
        return float(guides(completion.reply, completion.lesson))
