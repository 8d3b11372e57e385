"""How much better a sample was than its group: what the policy losses weigh its tokens by.

Dimensions: P prompts (groups), G samples of one prompt, T tokens of one sample.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from tutortrain.arrays import Floats
from tutortrain.config.method import Estimator

Bools = NDArray[np.bool_]

SCALE_FLOOR: Final = 1e-4
"""Added to a group's standard deviation, so that rewards that hardly differ are not blown up; as in TRL."""


def advantages(rewards: Floats, estimator: Estimator) -> Floats:
    """Rewards [P, G] -> credits [P, G], computed in float64; the credits of a group add up to 0.

    With m and s the mean and the sample standard deviation (ddof 1) of a group:
    grpo: (r - m) / (s + 1e-4), Shao et al. 2024, arXiv:2402.03300; ddof and floor are those of TRL 1.16.
    dr_grpo: r - m, Liu et al. 2025, arXiv:2503.20783: scaling favours the easiest and hardest.
    rloo: r - mean of the others, Ahmadian et al. 2024, arXiv:2402.14740: unbiased; G / (G - 1) of dr_grpo.

    Raises ValueError if a group has fewer than two samples.
    """
    groups = _groups(rewards).astype(np.float64)
    num_samples = groups.shape[1]
    credit: NDArray[np.float64] = groups - groups.mean(axis=1, keepdims=True)
    if estimator == "grpo":
        credit /= groups.std(axis=1, ddof=1, keepdims=True) + SCALE_FLOOR
    elif estimator == "rloo":
        credit *= num_samples / (num_samples - 1)
    return credit.astype(np.float32)


def has_variance(rewards: Floats) -> Bools:
    """Rewards [P, G] -> [P]: whether a group's rewards differ at all; where not, every credit is 0.

    Raises ValueError if a group has fewer than two samples.
    """
    groups = _groups(rewards)
    differ: Bools = groups.max(axis=1) > groups.min(axis=1)
    return differ


def kl_penalty(sampled: Floats, reference: Floats, coefficient: float) -> Floats:
    """Log-probabilities [T] of the sampled tokens -> what is added to each token's credit, [T].

    -coefficient * (log pi(t) - log reference(t)): a policy loss weighted by it descends
    coefficient * KL(pi || reference), each token answering for its own place only (as in the Tinker cookbook,
    whose discount is 0 unless asked). It belongs in the credit, where Ouyang et al. 2022, arXiv:2203.02155,
    have it, and not beside the loss: a backend then needs neither a second model nor a loss of its own, and
    the loss's ratio corrects it off-policy too.
    """
    return (-coefficient * (sampled.astype(np.float64) - reference)).astype(np.float32)


def _groups(rewards: Floats) -> Floats:
    if rewards.ndim != 2 or rewards.shape[1] < 2:
        raise ValueError(
            f"rewards of shape {rewards.shape}: a credit compares the samples of one prompt; "
            "expected [prompts, samples] with 2 samples or more a prompt"
        )
    return rewards
