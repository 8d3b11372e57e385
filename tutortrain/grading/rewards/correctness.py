"""`correctness`: is the final answer right?"""

from collections.abc import Set
from dataclasses import dataclass

from tutortrain.config.reward import CorrectnessConfig
from tutortrain.grading.check import Verdict
from tutortrain.grading.rewards.base import Completion, Needed


@dataclass(frozen=True, slots=True)
class Correctness:
    """1 or 0; an answer that could not be found or checked in time earns nothing."""

    config: CorrectnessConfig

    @property
    def needs(self) -> Set[Needed]:
        return {"answer"}

    @property
    def needs_verdict(self) -> bool:
        return True

    def score(self, completion: Completion, verdict: Verdict | None) -> float:
        return float(verdict == "correct")
