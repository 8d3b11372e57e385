"""The one training loop. It submits work and hands out finished steps; it logs, saves and shows nothing."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tutortrain.backends.base import Future, Trainer
from tutortrain.config.training import TrainingConfig
from tutortrain.methods.base import Batch, Method, Policy
from tutortrain.methods.schedule import adam
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
    is_last: bool


def train(trainer: Trainer, method: Method, plan: Plan, stopping: Callable[[], bool]) -> Iterator[Finished]:
    """Trains and yields every step in order.

    An off-policy method's next step is submitted before this one's result is waited for, except where
    something is to look at the weights (`plan.is_boundary`) or `stopping` says that this step is the last.
    """
    pending: _Submitted | None = None
    for step in range(plan.start + 1, plan.num_steps + 1):
        submitted = _submit(trainer, method, plan, step)
        if pending is not None:
            yield pending.finish(is_last=False)
        pending = submitted
        is_last = stopping() or step == plan.num_steps
        if method.on_policy or plan.is_boundary(step) or is_last:
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
    seconds: float

    def finish(self, *, is_last: bool) -> Finished:
        began = time.perf_counter()
        losses = [future.result().loss for future in self.passes]
        updates = [future.result() for future in self.updates]
        rows = [row for minibatch in self.batch.minibatches for row in minibatch]
        num_tokens = sum(row.num_tokens for row in rows)
        metrics = {
            "train/loss": sum(losses) / len(losses),
            "train/lr": self.lr,
            **{f"train/{name}": value for name, value in updates[-1].items()},
            "train/num_rows": len(rows),
            "train/num_tokens": num_tokens,
            "train/num_trained": sum(row.num_trained for row in rows),
            **self.batch.metrics,
        }
        seconds = self.seconds + time.perf_counter() - began
        metrics |= {"time/step": seconds, "time/tokens_per_second": num_tokens / seconds}
        return Finished(step=self.step, metrics=metrics, is_last=is_last)


def _submit(trainer: Trainer, method: Method, plan: Plan, step: int) -> _Submitted:
    began = time.perf_counter()
    batch = method.batch(plan.seed, step, Policy(trainer))
    options = adam(plan.training, step, plan.num_steps)
    passes, updates = [], []
    for minibatch in batch.minibatches:
        passes.append(trainer.forward_backward(minibatch, method.loss))
        updates.append(trainer.optim_step(options))
    return _Submitted(
        step=step,
        batch=batch,
        lr=options.lr,
        passes=tuple(passes),
        updates=tuple(updates),
        seconds=time.perf_counter() - began,
    )


def _is_due(step: int, every: int) -> bool:
    return every > 0 and step % every == 0
