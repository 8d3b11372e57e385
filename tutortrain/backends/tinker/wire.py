"""Our values to the SDK's and back.

Dimensions: T tokens of a sequence, K targets a token.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import tinker
from numpy.typing import NDArray

from tutortrain.arrays import Floats
from tutortrain.backends.tinker.losses import summed_loss
from tutortrain.errors import BackendError
from tutortrain.types import (
    Adam,
    Datum,
    Loss,
    Metrics,
    Pass,
    Sample,
    SamplingParams,
    StopReason,
    TopLogprobs,
)


def prompt(tokens: Sequence[int] | NDArray[np.int64]) -> Any:
    return tinker.ModelInput.from_ints([int(token) for token in tokens])


def datum(row: Datum, loss: Loss) -> Any:
    return tinker.Datum(model_input=prompt(row.inputs), loss_fn_inputs=loss_inputs(row, loss))


def loss_inputs(row: Datum, loss: Loss) -> dict[str, NDArray[Any]]:
    """What a loss reads beside the tokens: `weights`, or `advantages` and the sampling `logprobs`.

    Where a token has no credit its sampling log-probability is 0: it decides nothing, and no ratio overflows.
    """
    targets = row.targets.astype(np.int64)
    weights = row.weights.astype(np.float32)
    if loss.name == "cross_entropy":
        return {"target_tokens": targets, "weights": weights}
    assert row.logprobs is not None  # refused when the batch was submitted
    drawn = np.where(weights != 0, row.logprobs, 0).astype(np.float32)
    return {"target_tokens": targets, "advantages": weights, "logprobs": drawn}


def loss_config(loss: Loss) -> dict[str, float] | None:
    """The clip bounds as the service counts them: bounds of the ratio, not distances from 1."""
    if loss.name not in ("ppo", "cispo"):
        return None
    return {"clip_low_threshold": 1 - loss.clip_low, "clip_high_threshold": 1 + loss.clip_high}


def read_pass(output: Any, batch: Sequence[Datum], loss: Loss) -> Pass:
    """The pass of a batch. Raises BackendError if log-probabilities are missing or too many."""
    if len(output.loss_fn_outputs) != len(batch):
        raise BackendError(f"{len(output.loss_fn_outputs)} results came back for {len(batch)} rows")
    total, rows = 0.0, []
    for row, result in zip(batch, output.loss_fn_outputs, strict=True):
        logprobs = np.asarray(result["logprobs"].to_numpy(), np.float32)
        if logprobs.size != row.targets.size:
            raise BackendError(f"{logprobs.size} log-probabilities came back for {row.targets.size} targets")
        logprobs = logprobs.reshape(row.targets.shape)
        total += summed_loss(row, logprobs, loss)
        rows.append(_first_of_kept(logprobs, row.weights))
    return Pass(loss=total, logprobs=tuple(rows))


def _first_of_kept(logprobs: Floats, weights: Floats) -> Floats:
    if logprobs.ndim == 1:
        return np.where(weights != 0, logprobs, 0).astype(np.float32)
    return np.where(weights.any(axis=1), logprobs[:, 0], 0).astype(np.float32)


def adam(options: Adam) -> Any:
    return tinker.AdamParams(
        learning_rate=options.lr,
        beta1=options.beta1,
        beta2=options.beta2,
        eps=options.eps,
        weight_decay=options.weight_decay,
        grad_clip_norm=options.grad_clip_norm,
    )


def read_step(output: Any) -> Metrics:
    """`grad_norm`, if the service tells it; names may carry a vendor (`x.ai/grad_norm`) or `:mean`."""
    metrics: Mapping[str, float] = output.metrics or {}
    named = {name.rpartition("/")[2].partition(":")[0]: value for name, value in metrics.items()}
    return {"grad_norm": float(named["grad_norm"])} if "grad_norm" in named else {}


def sampling(params: SamplingParams, seed: int) -> Any:
    """An empty list of stop tokens is sent as one: left out, the service would add its own."""
    return tinker.SamplingParams(
        max_tokens=params.max_tokens,
        temperature=params.temperature,
        top_p=params.top_p,
        top_k=params.top_k or -1,
        stop=list(params.stop),
        seed=seed,
    )


def read_sample(response: Any) -> Sample:
    """The one completion of a response. Raises BackendError if its log-probabilities are missing."""
    (sequence,) = response.sequences
    tokens, logprobs = sequence.tokens, sequence.logprobs
    if logprobs is None or len(logprobs) != len(tokens):
        raise BackendError("the service sampled without telling the tokens' log-probabilities")
    reason: StopReason = "stop" if str(sequence.stop_reason) == "stop" else "length"
    return Sample(
        tokens=tuple(int(token) for token in tokens),
        logprobs=tuple(float(value) for value in logprobs),
        stop_reason=reason,
    )


def read_logprobs(values: Sequence[float | None], length: int) -> Floats:
    """[T] log-probabilities of a sequence, 0 first; some services leave the first token out."""
    row = np.zeros(length, np.float32)
    if len(values) not in (length, length - 1):
        raise BackendError(f"{len(values)} log-probabilities came back for {length} tokens")
    row[1:] = np.array(values[len(values) - length + 1 :], np.float32)
    return row


def read_top(response: Any, length: int, count: int) -> TopLogprobs:
    """The likeliest tokens of a sequence. Raises BackendError if the service told fewer than `count`."""
    places = response.topk_prompt_logprobs or ()
    known = places[len(places) - length + 1 :]
    if len(known) != length - 1 or any(len(place or ()) < count for place in known):
        raise BackendError(f"the service does not tell the {count} likeliest tokens at every place")
    top = TopLogprobs(
        tokens=np.zeros((length, count), np.int64), logprobs=np.zeros((length, count), np.float32)
    )
    for at, place in enumerate(known, start=1):
        ranked = sorted(place, key=lambda pair: -pair[1])[:count]
        top.tokens[at], top.logprobs[at] = zip(*ranked, strict=True)
    return top
