"""`pass_at_k`: is one of k sampled replies right? `pass_at_1` is how often a single one is.

The names are those of `pass@k`, as they can be typed in a condition on runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb

from tutortrain.benchmark.suites.base import Decoding, Outcome
from tutortrain.benchmark.suites.solve import ACCURACY, Solve
from tutortrain.config.benchmark import PassAtKConfig


@dataclass(frozen=True, slots=True)
class PassAtK(Solve):
    """Items, judging and controls are those of `solve`; k is 1, 2, 4 and so on, and all samples."""

    config: PassAtKConfig

    @property
    def scores(self) -> Mapping[str, bool]:
        return {_name(k): True for k in _sizes(self.config.num_samples)}

    @property
    def decoding(self) -> Decoding:
        config = self.config
        return Decoding(
            max_tokens=config.max_tokens, temperature=config.temperature, num_samples=config.num_samples
        )

    def pool(self, outcomes: Sequence[Outcome]) -> Outcome:
        """Unparsed only where no sample had an answer."""
        num_right = sum(outcome.counts[ACCURACY] == 1 for outcome in outcomes)
        return Outcome(
            counts={_name(k): pass_at(k, len(outcomes), num_right) for k in _sizes(len(outcomes))},
            unparsed=all(outcome.unparsed for outcome in outcomes),
            timed_out=any(outcome.timed_out for outcome in outcomes),
        )


def pass_at(k: int, num_samples: int, num_right: int) -> float:
    """The share of all choices of k samples that hold a right one: an unbiased estimate of the chance that
    k new samples do (Chen et al. 2021, https://arxiv.org/abs/2107.03374, section 2.1).
    """
    return 1 - comb(num_samples - num_right, k) / comb(num_samples, k)


def _sizes(num_samples: int) -> list[int]:
    """1, 2, 4, ... below the number of samples, and that number."""
    return [1 << power for power in range((num_samples - 1).bit_length())] + [num_samples]


def _name(k: int) -> str:
    return f"pass_at_{k}"
