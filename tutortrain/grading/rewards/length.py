"""`length`: a price on going on and on."""

from collections.abc import Set
from dataclasses import dataclass
from typing import ClassVar

from tutortrain.config.reward import LengthConfig
from tutortrain.grading.check import Verdict
from tutortrain.grading.rewards.base import Completion, Needed


@dataclass(frozen=True, slots=True)
class Length:
    """From 0 (up to the target) to -1 (twice the target and beyond), in tokens.

    Soft, as in DAPO's overlong punishment (Yu et al. 2025, arXiv 2503.14476): a cliff would punish a
    completion one token too long as much as an endless one.
    """

    needs: ClassVar[Set[Needed]] = frozenset()
    needs_verdict: ClassVar[bool] = False
    config: LengthConfig

    def score(self, completion: Completion, verdict: Verdict | None) -> float:
        over = completion.num_tokens / self.config.target - 1
        return 0.0 - min(1.0, max(0.0, over))
