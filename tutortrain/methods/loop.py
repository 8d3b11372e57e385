"""The one training loop. It submits work and hands out finished steps; it logs, saves and shows nothing."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import mean

from tutortrain.backends.base import Future, Trainer
from tutortrain.config.training import TrainingConfig
from tutortrain.errors import BackendError
from tutortrain.methods.base import Batch, Method, Policy
from tutortrain.methods.drift import drift
from tutortrain.methods.schedule import adam
from tutortrain.runs.jsonl import Row
from tutortrain.types import Datum, Loss, Metrics, Pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which steps are to be run: those after `start`, up to and including `num_steps`."""

    seed: int
    start: int
    num_steps: int
    training: TrainingConfig

    def is_boundary(self, step: int) -> bool:
        """Whether something looks at the weights after this step, so that nothing may be under way then."""
        return self.evaluates(step) or self.saves(step)

    def evaluates(self, step: int) -> bool:
        return step == self.num_steps or _is_due(step, self.training.eval_every)

    def saves(self, step: int) -> bool:
        return step == self.num_steps or _is_due(step, self.training.checkpoint.every)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A step whose numbers are known; the last one is that of the run, or the one at which it was stopped."""

    step: int
    metrics: Metrics
    rollouts: tuple[Row, ...]
    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """What learns, and by which method."""

    trainer: Trainer
    method: Method


def train(learning: Learning, plan: Plan, stopping: Callable[[], bool]) -> Iterator[Finished]:
    """Trains and yields every step in order.

    An off-policy method's next step is submitted before this one's result is waited for, except where
    something is to look at the weights (`plan.is_boundary`) or `stopping` says that this step is the last.
    Raises BackendError where the loss is no longer a number.
    """
    pending: _Submitted | None = None
    for step in range(plan.start + 1, plan.num_steps + 1):
        submitted = _submit(learning, plan, step)
        if pending is not None:
            yield pending.finish(is_last=False)
        pending = submitted
        is_last = stopping() or step == plan.num_steps
        if learning.method.on_policy or plan.is_boundary(step) or is_last:
            yield pending.finish(is_last=is_last)
            pending = None
        if is_last:
            return


def mean_loss(trainer: Trainer, rows: Sequence[Datum]) -> float:
    """The mean cross-entropy per trained token over all rows, in nats."""
    total = sum(float(row.weights.sum()) for row in rows)
    return trainer.forward(rows, Loss()).result().loss / total


@dataclass(frozen=True, slots=True, kw_only=True)
class _Submitted:
    """A step under way; submitting it took `seconds`: all its work, where the backend computes at once."""

    step: int
    batch: Batch
    lr: float
    passes: tuple[Future[Pass], ...]
    updates: tuple[Future[Metrics], ...]
    training: float
    seconds: float

    def finish(self, *, is_last: bool) -> Finished:
        began = time.perf_counter()
        passes = [future.result() for future in self.passes]
        updates = [future.result() for future in self.updates]
        waited = time.perf_counter() - began
        metrics = {
            **self._learned(passes, updates),
            **self.batch.metrics,
            "time/training": self.training + waited,
            "time/step": self.seconds + waited,
            "time/tokens_per_second": self._num_tokens / (self.seconds + waited),
        }
        return Finished(step=self.step, metrics=metrics, rollouts=self.batch.rollouts, is_last=is_last)

    @property
    def _rows(self) -> list[Datum]:
        return [row for minibatch in self.batch.minibatches for row in minibatch]

    @property
    def _num_tokens(self) -> int:
        return sum(row.num_tokens for row in self._rows)

    def _learned(self, passes: Sequence[Pass], updates: Sequence[Metrics]) -> Metrics:
        """Means over the minibatches; a step without any has changed nothing and has no loss."""
        counts = {
            "train/lr": self.lr,
            "train/num_rows": len(self._rows),
            "train/num_tokens": self._num_tokens,
            "train/num_trained": sum(row.num_trained for row in self._rows),
        }
        if not passes:
            return counts
        loss = mean(result.loss for result in passes)
        if not math.isfinite(loss):
            raise BackendError(
                f"The loss is {loss} at step {self.step}; lower training.lr or raise training.warmup"
            )
        return {
            "train/loss": loss,
            **counts,
            **{f"train/{name}": mean(update[name] for update in updates) for name in updates[0]},
            **drift(self.batch.minibatches, passes),
        }


def _submit(learning: Learning, plan: Plan, step: int) -> _Submitted:
    began = time.perf_counter()
    trainer, method = learning.trainer, learning.method
    batch = method.batch(plan.seed, step, Policy(trainer))
    options = adam(plan.training, step, plan.num_steps)
    chosen = time.perf_counter()
    passes, updates = [], []
    for minibatch in batch.minibatches:
        passes.append(trainer.forward_backward(minibatch, method.loss))
        updates.append(trainer.optim_step(options))
    done = time.perf_counter()
    return _Submitted(
        step=step,
        batch=batch,
        lr=options.lr,
        passes=tuple(passes),
        updates=tuple(updates),
        training=done - chosen,
        seconds=done - began,
    )


def _is_due(step: int, every: int) -> bool:
    return every > 0 and step % every == 0
