"""`correctness`: is the final answer right?"""

from collections.abc import Set
from dataclasses import dataclass
from typing import ClassVar

from tutortrain.config.reward import CorrectnessConfig
from tutortrain.grading.check import Verdict
from tutortrain.grading.rewards.base import Completion, Needed


@dataclass(frozen=True, slots=True)
class Correctness:
    """1 or 0; an answer that could not be found or checked in time earns nothing."""

    needs: ClassVar[Set[Needed]] = frozenset({"answer"})
    needs_verdict: ClassVar[bool] = True
    config: CorrectnessConfig

    def score(self, completion: Completion, verdict: Verdict | None) -> float:
        return float(verdict == "correct")
