"""`format`: does the reply come to an end, and say which number is its answer?"""

from collections.abc import Set
from dataclasses import dataclass
from typing import ClassVar

from tutortrain.config.reward import FormatConfig
from tutortrain.grading.check import Verdict
from tutortrain.grading.extract import extract
from tutortrain.grading.rewards.base import Completion, Needed


@dataclass(frozen=True, slots=True)
class Format:
    """1 or 0, right or wrong; a reply whose last number happens to be the answer has not announced it."""

    needs: ClassVar[Set[Needed]] = frozenset()
    needs_verdict: ClassVar[bool] = False
    config: FormatConfig

    def score(self, completion: Completion, verdict: Verdict | None) -> float:
        found = None if completion.truncated else extract(completion.reply)
        return float(found is not None and found.how != "last number")
