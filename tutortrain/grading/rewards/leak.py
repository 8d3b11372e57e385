"""`leak`: the price of giving the answer away."""

from collections.abc import Set
from dataclasses import dataclass
from typing import ClassVar

from tutortrain.config.reward import LeakConfig
from tutortrain.grading.check import Verdict
from tutortrain.grading.leak import leaks
from tutortrain.grading.rewards.base import Completion, Needed


@dataclass(frozen=True, slots=True)
class Leak:
    """-1 or 0, by the measure of the suite `hint`. Alone it rewards silence: pair it with `guidance`."""

    needs: ClassVar[Set[Needed]] = frozenset({"answer"})
    needs_verdict: ClassVar[bool] = False
    config: LeakConfig

    def score(self, completion: Completion, verdict: Verdict | None) -> float:
        return -1.0 if leaks(completion.reply, completion.lesson) else 0.0
