"""Values that cross the borders between packages. Nothing here knows a third-party type but numpy's arrays,
and not even numpy is imported: who reads what was said need not wait for it.

Dimension suffixes used throughout: T tokens of one sequence, K targets per token.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tutortrain.arrays import Floats, Ints

Metrics = Mapping[str, float]

Role = Literal["system", "user", "assistant"]
StopReason = Literal["stop", "length"]
LossName = Literal["cross_entropy", "importance_sampling", "ppo", "cispo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of a conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The half-open token range `[start, stop)` of one message; an assistant's holds its end of turn."""

    role: Role
    start: int
    stop: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A conversation as the model reads it: token ids [T], and where each message lies in them."""

    tokens: tuple[int, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Datum:
    """One training sequence, already shifted: `targets[t]` is what should follow `inputs[..t]`.

    inputs: token ids [T].
    targets: token ids [T], or [T, K] for several weighted targets a token.
    weights: [T] or [T, K], like `targets`; the token's share in the loss for cross_entropy, its credit
        (advantage) for the policy losses; zero where nothing is learned.
    logprobs: [T], natural log-probabilities under which targets were sampled; the policy losses need them.
    """

    inputs: Ints
    targets: Ints
    weights: Floats
    logprobs: Floats | None = None

    @property
    def num_tokens(self) -> int:
        """Tokens that the model reads."""
        return len(self.inputs)

    @property
    def num_trained(self) -> int:
        """Tokens that carry weight."""
        is_trained = self.weights != 0
        return int((is_trained if is_trained.ndim == 1 else is_trained.any(axis=1)).sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Which function of the target log-probabilities is summed; the clip bounds belong to ppo and cispo.

    Formulas as in the Tinker API: cross_entropy is -sum(w * logp); importance_sampling is
    -sum(w * exp(logp - logp_sampled)); ppo takes the minimum with the ratio clipped to
    [1 - clip_low, 1 + clip_high]; cispo weighs logp by the clipped, detached ratio.
    """

    name: LossName = "cross_entropy"
    clip_low: float = 0.2
    clip_high: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What a forward (and backward) pass returns.

    loss: the SUM over all weighted tokens, so the parts of a split batch add up to the whole.
    logprobs: one [T] array a datum, in the order given: the log-probability of `targets` (of the first of K)
        wherever the weight is not zero, and 0 elsewhere.
    """

    loss: float
    logprobs: tuple[Floats, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adam:
    """AdamW for one step. Weight decay is decoupled; `grad_clip_norm` 0 turns clipping off."""

    lr: float
    beta1: float = 0.9
    beta2: float = 0.95
    eps: float = 1e-8
    weight_decay: float = 0.0
    grad_clip_norm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingParams:
    """How to draw. Temperature 0 is greedy; top_k 0 and top_p 1 mean no limit.

    Every sample draws from a random stream of its own, keyed by (seed, prompt index, sample index) and
    nothing else, so neither the batch it travels in nor its neighbours change it.
    """

    max_tokens: int
    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int = 0
    stop: tuple[int, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One completion: its tokens (the stop token included), their log-probabilities, and why it ended.

    The log-probabilities are the model's own, at temperature 1 and before top_k and top_p.
    """

    tokens: tuple[int, ...]
    logprobs: tuple[float, ...]
    stop_reason: StopReason


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TopLogprobs:
    """The K likeliest tokens at every place of a sequence of T tokens, the likeliest first.

    tokens: ids [T, K]. logprobs: [T, K], natural log-probabilities. Row t is about the token at t, given
    those before it; nothing is known of the first token, and row 0 is zeros.
    """

    tokens: Ints
    logprobs: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A saved state: `path` is a folder for local learners, a `tinker://` address for a service."""

    name: str
    path: str


Messages = Sequence[Message]
