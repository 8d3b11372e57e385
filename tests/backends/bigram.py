"""A real learner small enough to check by hand: the next character depends on the last one only.

It fills the protocols of `tutortrain.backends.base` with a table of logits [V, V], gradients written out by
hand, AdamW, sampling and checkpoints, in NumPy's float64 throughout: every figure is exact and repeatable,
so tests of whatever drives a backend can assert numbers. Dimensions: V characters, T tokens, K targets a
token.
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tutortrain.arrays import Floats
from tutortrain.backends.base import Done
from tutortrain.errors import BackendError
from tutortrain.types import (
    Adam,
    Checkpoint,
    Datum,
    Loss,
    Messages,
    Metrics,
    Pass,
    Rendered,
    Sample,
    SamplingParams,
    Span,
    StopReason,
    TopLogprobs,
)

END: Final = "\x00"
ROLES: Final = {"system": "\x01", "user": "\x02", "assistant": "\x03"}
UNKNOWN: Final = "#"
ALPHABET: Final = (
    END + "".join(ROLES.values()) + "abcdefghijklmnopqrstuvwxyz0123456789 \n.,?!+-*/=$%:'()" + UNKNOWN
)
Table = NDArray[np.float64]


class CharacterTokenizer:
    """A token a character, lower case; a turn is a role mark, the content, and an end mark."""

    stop_tokens = (ALPHABET.index(END),)

    def encode(self, text: str) -> tuple[int, ...]:
        return tuple(ALPHABET.find(c) if c in ALPHABET else ALPHABET.index(UNKNOWN) for c in text.lower())

    def decode(self, tokens: Sequence[int]) -> str:
        return "".join(
            ALPHABET[token] for token in tokens if ALPHABET[token] >= " " or ALPHABET[token] == "\n"
        )

    def render(self, messages: Messages) -> Rendered:
        tokens: list[int] = []
        spans = []
        for message in messages:
            tokens += self.encode(ROLES[message.role])
            start = len(tokens)
            tokens += self.encode(message.content + END)
            ended = message.role == "assistant"
            spans.append(Span(role=message.role, start=start, stop=len(tokens) - (not ended)))
        return Rendered(tokens=tuple(tokens), spans=tuple(spans))

    def lengths(self, conversations: Sequence[Messages]) -> tuple[int, ...]:
        return tuple(len(self.render(messages).tokens) for messages in conversations)

    def prompt(self, messages: Messages) -> tuple[int, ...]:
        return (*self.render(messages).tokens, *self.encode(ROLES["assistant"]))


def initial_table(seed: int) -> Table:
    """Logits [V, V], nearly but not quite uniform."""
    return np.random.default_rng(seed).normal(scale=0.1, size=(len(ALPHABET), len(ALPHABET)))


def log_softmax(logits: Table) -> Table:
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def columns(values: NDArray[Any]) -> NDArray[Any]:
    """[T] as [T, 1]; [T, K] as it is."""
    return values[:, None] if values.ndim == 1 else values


def loss_and_slope(logprobs: Table, datum: Datum, loss: Loss) -> tuple[float, Table]:
    """logprobs [T, K] of the targets -> the summed loss, and its derivative by each of them [T, K]."""
    weights = columns(datum.weights).astype(np.float64)
    if loss.name == "cross_entropy":
        return float(-(weights * logprobs).sum()), -weights
    if datum.logprobs is None:
        raise BackendError(f"{loss.name} needs the log-probabilities under which the targets were sampled")
    ratio = np.exp(logprobs - datum.logprobs[:, None])
    clipped = ratio.clip(1 - loss.clip_low, 1 + loss.clip_high)
    if loss.name == "importance_sampling":
        return float(-(weights * ratio).sum()), -weights * ratio
    if loss.name == "ppo":
        active = weights * ratio <= weights * clipped
        return float(-np.minimum(weights * ratio, weights * clipped).sum()), -weights * ratio * active
    return float(-(weights * clipped * logprobs).sum()), -weights * clipped


@dataclass
class AdamState:
    """AdamW's moments (Loshchilov and Hutter 2019)."""

    mean: Table
    square: Table
    steps: int = 0

    def step(self, table: Table, gradient: Table, adam: Adam) -> Table:
        self.steps += 1
        self.mean = adam.beta1 * self.mean + (1 - adam.beta1) * gradient
        self.square = adam.beta2 * self.square + (1 - adam.beta2) * gradient**2
        mean = self.mean / (1 - adam.beta1**self.steps)
        square = self.square / (1 - adam.beta2**self.steps)
        return table * (1 - adam.lr * adam.weight_decay) - adam.lr * mean / (np.sqrt(square) + adam.eps)


@dataclass
class BigramSampler:
    """A table that nobody writes to."""

    table: Table

    def sample(
        self, prompts: Sequence[Sequence[int]], count: int, params: SamplingParams
    ) -> Done[tuple[tuple[Sample, ...], ...]]:
        return Done(
            tuple(
                tuple(self._one(prompt, (p, s), params) for s in range(count))
                for p, prompt in enumerate(prompts)
            )
        )

    def logprobs(self, sequences: Sequence[Sequence[int]]) -> Done[tuple[Floats, ...]]:
        return Done(tuple(self._score(sequence) for sequence in sequences))

    def top_logprobs(self, sequences: Sequence[Sequence[int]], count: int) -> Done[tuple[TopLogprobs, ...]]:
        return Done(tuple(self._top(sequence, count) for sequence in sequences))

    def _top(self, sequence: Sequence[int], count: int) -> TopLogprobs:
        checked(sequence)
        scores = log_softmax(self.table[list(sequence[:-1])])
        tokens = np.argsort(-scores, axis=1, kind="stable")[:, :count]
        first = np.zeros((1, count))
        return TopLogprobs(
            tokens=np.concatenate([first, tokens]).astype(np.int64),
            logprobs=np.concatenate([first, np.take_along_axis(scores, tokens, 1)]).astype(np.float32),
        )

    def _score(self, sequence: Sequence[int]) -> Floats:
        checked(sequence)
        row = np.zeros(len(sequence), np.float32)
        row[1:] = log_softmax(self.table[list(sequence[:-1])])[range(len(sequence) - 1), list(sequence[1:])]
        return row

    def _one(self, prompt: Sequence[int], place: tuple[int, int], params: SamplingParams) -> Sample:
        checked(prompt)
        uniform = np.random.default_rng([params.seed, *place]).random(params.max_tokens)
        tokens: list[int] = []
        logprobs = []
        reason: StopReason = "length"
        for draw in uniform:
            logits = self.table[(tokens or prompt)[-1]]
            tokens.append(choose(logits, draw, params))
            logprobs.append(float(log_softmax(logits)[tokens[-1]]))
            if tokens[-1] in params.stop:
                reason = "stop"
                break
        return Sample(tokens=tuple(tokens), logprobs=tuple(logprobs), stop_reason=reason)


def choose(logits: Table, draw: float, params: SamplingParams) -> int:
    """Greedy at temperature 0; else the inverse of the cumulative distribution at `draw`."""
    if params.temperature == 0:
        return int(logits.argmax())
    order = np.argsort(-logits, kind="stable")[: params.top_k or None]
    probabilities = np.exp(log_softmax(logits[order] / params.temperature))
    kept = np.where(probabilities.cumsum() - probabilities < params.top_p, probabilities, 0).cumsum()
    return int(order[np.searchsorted(kept, draw * kept[-1], side="right")])


@dataclass
class BigramTrainer:
    """The table in training."""

    table: Table
    state: AdamState
    checkpoints: Path
    gradient: Table = field(init=False)

    def __post_init__(self) -> None:
        self.gradient = np.zeros_like(self.table)

    def forward(self, batch: Sequence[Datum], loss: Loss) -> Done[Pass]:
        return Done(self._run(batch, loss)[0])

    def forward_backward(self, batch: Sequence[Datum], loss: Loss) -> Done[Pass]:
        result, gradient = self._run(batch, loss)
        self.gradient += gradient
        return Done(result)

    def optim_step(self, adam: Adam) -> Done[Metrics]:
        norm = float(np.linalg.norm(self.gradient))
        scale = min(1.0, adam.grad_clip_norm / (norm + 1e-6)) if adam.grad_clip_norm else 1.0
        self.table = self.state.step(self.table, self.gradient * scale, adam)
        self.gradient = np.zeros_like(self.table)
        return Done({"grad_norm": norm})

    def sampler(self) -> BigramSampler:
        return BigramSampler(self.table.copy())

    def save(self, name: str) -> Checkpoint:
        folder = self.checkpoints / name
        folder.mkdir(parents=True, exist_ok=True)
        state = {"table": self.table, "mean": self.state.mean, "square": self.state.square}
        lists = {key: value.tolist() for key, value in state.items()} | {"steps": self.state.steps}
        (folder / "bigram.json").write_text(json.dumps(lists))
        return Checkpoint(name=name, path=str(folder))

    def _run(self, batch: Sequence[Datum], loss: Loss) -> tuple[Pass, Table]:
        total, rows, gradient = 0.0, [], np.zeros_like(self.table)
        for datum in batch:
            checked(datum.inputs)
            scores = log_softmax(self.table[datum.inputs])
            targets = columns(datum.targets)
            logprobs = np.take_along_axis(scores, targets, axis=1)
            value, slope = loss_and_slope(logprobs, datum, loss)
            total += value
            rows.append((logprobs[:, 0] * (columns(datum.weights) != 0).any(axis=1)).astype(np.float32))
            by_logits = -np.exp(scores) * slope.sum(axis=1, keepdims=True)
            np.add.at(by_logits, (np.arange(len(targets))[:, None], targets), slope)
            np.add.at(gradient, datum.inputs, by_logits)
        return Pass(loss=total, logprobs=tuple(rows)), gradient


def checked(tokens: Sequence[int] | NDArray[np.int64]) -> None:
    if len(tokens) == 0 or max(tokens) >= len(ALPHABET):
        raise BackendError("a token is outside the model's vocabulary, or there is none")


@dataclass
class BigramBackend:
    """Fills `tutortrain.backends.base.Backend`; the starting table follows from `seed`."""

    checkpoints: Path
    seed: int = 0

    def tokenizer(self) -> CharacterTokenizer:
        return CharacterTokenizer()

    def trainer(self, resume: Checkpoint | None = None) -> BigramTrainer:
        if resume is None:
            table = initial_table(self.seed)
            state = AdamState(mean=np.zeros_like(table), square=np.zeros_like(table))
            return BigramTrainer(table, state, self.checkpoints)
        saved = load(resume)
        state = AdamState(
            mean=np.array(saved["mean"]), square=np.array(saved["square"]), steps=saved["steps"]
        )
        return BigramTrainer(np.array(saved["table"]), state, self.checkpoints)

    def sampler(self, checkpoint: Checkpoint | None = None) -> BigramSampler:
        return BigramSampler(
            initial_table(self.seed) if checkpoint is None else np.array(load(checkpoint)["table"])
        )

    def fingerprint(self, checkpoint: Checkpoint | None = None) -> str:
        return hashlib.sha256(self.sampler(checkpoint).table.tobytes()).hexdigest()

    def delete(self, checkpoint: Checkpoint) -> None:
        shutil.rmtree(checkpoint.path, ignore_errors=True)


def load(checkpoint: Checkpoint) -> dict[str, Any]:
    path = Path(checkpoint.path) / "bigram.json"
    if not path.is_file():
        raise BackendError(f"Checkpoint {checkpoint.name} is gone: there is no {path}")
    saved: dict[str, Any] = json.loads(path.read_text())
    return saved
