"""What the student is to make small on its own answers, as a loss and the data for it.

Dimensions: T tokens of one completion, K targets a token.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from tutortrain.arrays import Floats
from tutortrain.backends.base import Sampler
from tutortrain.config.method import DistillationConfig
from tutortrain.methods.advantages import kl_penalty
from tutortrain.methods.minibatches import Credited
from tutortrain.methods.rollouts import Rollout, score
from tutortrain.types import Loss, Metrics, TopLogprobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What is learned from each completion, and how far the student is from the teacher."""

    credited: list[Credited]
    metrics: Metrics


class Divergence(Protocol):
    """Between the student and the teacher, at every token of the student's completions."""

    @property
    def loss(self) -> Loss: ...

    def teach(self, rollouts: Sequence[Rollout], advantages: Floats, teacher: Sampler) -> Taught:
        """advantages: one for each completion, 0 where no reward counts."""


class ReverseKl:
    """KL(student || teacher): the student drops what the teacher would not say.

    The credit of token t is advantage + kl_coefficient * (log teacher(t) - log student(t)), as in the Tinker
    cookbook; each token answers for its own place only.
    """

    def __init__(self, config: DistillationConfig) -> None:
        loss = config.loss
        self.loss = Loss(name=loss.name, clip_low=loss.clip_low, clip_high=loss.clip_high)
        self._coefficient = config.kl_coefficient

    def teach(self, rollouts: Sequence[Rollout], advantages: Floats, teacher: Sampler) -> Taught:
        scores = score(rollouts, teacher)
        credited = [
            Credited(
                datum=rollout.datum(kl_penalty(rollout.logprobs, wanted, self._coefficient) + advantage),
                num_tokens=len(wanted),
            )
            for rollout, wanted, advantage in zip(rollouts, scores, advantages, strict=True)
        ]
        drawn = np.concatenate([rollout.logprobs for rollout in rollouts])
        return Taught(
            credited=credited,
            metrics={"rollout/teacher_kl": float(np.mean(drawn - np.concatenate(scores)))},
        )


class ForwardKl:
    """KL(teacher || student) over the teacher's K likeliest tokens: the student covers all that it would say.

    What the K have together is taken for all there is; `rollout/teacher_mass` is what they really have. The
    loss differs from the divergence by the teacher's entropy, which training does not change.
    """

    loss = Loss(name="cross_entropy")

    def __init__(self, config: DistillationConfig) -> None:
        self._num_targets = config.num_targets

    def teach(self, rollouts: Sequence[Rollout], _advantages: Floats, teacher: Sampler) -> Taught:
        sequences = [rollout.sequence for rollout in rollouts]
        told = teacher.top_logprobs(sequences, self._num_targets).result()
        mass = [
            np.exp(rollout.of_completion(top.logprobs)).sum(axis=1)
            for rollout, top in zip(rollouts, told, strict=True)
        ]
        return Taught(
            credited=[_all_targets(rollout, top) for rollout, top in zip(rollouts, told, strict=True)],
            metrics={"rollout/teacher_mass": float(np.mean(np.concatenate(mass)))},
        )


def _all_targets(rollout: Rollout, top: TopLogprobs) -> Credited:
    likelihoods = np.exp(rollout.of_completion(top.logprobs))
    datum = rollout.soft_datum(
        targets=rollout.of_completion(top.tokens),
        weights=likelihoods / likelihoods.sum(axis=1, keepdims=True),
    )
    return Credited(datum=datum, num_tokens=len(likelihoods))


DIVERGENCES: Final[dict[str, type[ReverseKl | ForwardKl]]] = {
    "reverse_kl": ReverseKl,
    "forward_kl": ForwardKl,
}
