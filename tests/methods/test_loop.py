"""The one training loop, driven by a learner that can be checked by hand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from tests.backends.bigram import BigramBackend, BigramTrainer
from tests.methods.rows import inputs, learning, rows
from tutortrain.backends.base import Future
from tutortrain.compose.jobs import compose_job
from tutortrain.config.method import SftConfig
from tutortrain.config.training import TrainingConfig
from tutortrain.errors import BackendError
from tutortrain.methods.base import Batch, Method, Policy
from tutortrain.methods.loop import Finished, Learning, Plan, mean_loss, train
from tutortrain.methods.sft import Sft
from tutortrain.types import Adam, Datum, Loss, Metrics, Pass, SamplingParams


@pytest.fixture(scope="module")
def training() -> TrainingConfig:
    overrides = [
        "training.lr=0.05",
        "training.batch_size=4",
        "training.eval_every=5",
        "training.checkpoint.every=0",
    ]
    config = compose_job(overrides)
    return config.training


def plan(training: TrainingConfig, num_steps: int = 20, start: int = 0) -> Plan:
    return Plan(seed=7, start=start, num_steps=num_steps, training=training)


def sft() -> Sft:
    return Sft(SftConfig(kind="sft"), inputs())


def never() -> bool:
    return False


@dataclass
class Journal:
    """A real learner behind futures that note when they are waited for."""

    learner: BigramTrainer
    entries: list[str] = field(default_factory=list)

    def forward_backward(self, batch: Sequence[Datum], loss: Loss) -> Future[Pass]:
        self.entries.append("submit")
        return Noted(self.learner.forward_backward(batch, loss), self.entries)

    def optim_step(self, adam: Adam) -> Future[Metrics]:
        return self.learner.optim_step(adam)

    def sampler(self) -> object:
        return self.learner.sampler()


@dataclass
class Noted:
    future: Future[Pass]
    entries: list[str]

    def result(self) -> Pass:
        self.entries.append("wait")
        return self.future.result()


class Echo:
    """On-policy: trains on its own greedy reply to the first row's prompt."""

    loss = Loss()
    on_policy = True
    num_rows = 1
    notes: Mapping[str, int] = MappingProxyType({})

    def batch(self, seed: int, step: int, policy: Policy) -> Batch:
        prompt = [int(token) for token in rows()[0].inputs[:5]]
        params = SamplingParams(max_tokens=4, temperature=0, seed=seed)
        ((sample,),) = policy.sampler.sample([prompt], 1, params).result()
        tokens = np.array([*prompt, *sample.tokens])
        weights = np.full(len(tokens) - 1, 1.0, np.float32)
        datum = Datum(inputs=tokens[:-1], targets=tokens[1:], weights=weights)
        return Batch(minibatches=((datum,), (datum,)), metrics={"rollout/num_tokens": 4.0})


def journal_of(method: Method, training: TrainingConfig, tmp_path: Path) -> list[str]:
    backend = BigramBackend(tmp_path)
    journal = Journal(backend.trainer())
    noted = Learning(trainer=journal, method=method)  # type: ignore[arg-type]
    for _ in train(noted, plan(training, num_steps=3), never):
        journal.entries.append("finished")
    return journal.entries


def test_an_off_policy_step_is_submitted_before_the_one_before_is_waited_for(
    training: TrainingConfig, tmp_path: Path
) -> None:
    assert journal_of(sft(), training, tmp_path) == [
        "submit", "submit", "wait", "finished", "submit", "wait", "finished", "wait", "finished"
    ]  # fmt: skip


def test_nothing_is_under_way_where_something_looks_at_the_weights(
    training: TrainingConfig, tmp_path: Path
) -> None:
    every_step = replace(training, eval_every=1)
    assert journal_of(sft(), every_step, tmp_path) == ["submit", "wait", "finished"] * 3


def test_an_on_policy_method_is_never_submitted_ahead(training: TrainingConfig, tmp_path: Path) -> None:
    assert journal_of(Echo(), training, tmp_path) == ["submit", "submit", "wait", "wait", "finished"] * 3


def test_every_minibatch_is_a_step_of_the_optimiser(training: TrainingConfig, tmp_path: Path) -> None:
    backend = BigramBackend(tmp_path)
    trainer = backend.trainer()
    (finished,) = train(learning(Echo(), backend, trainer), plan(training, num_steps=1), never)
    assert trainer.state.steps == 2
    assert finished.metrics["rollout/num_tokens"] == 4.0


def curve(steps: Iterator[Finished]) -> list[float]:
    return [finished.metrics["train/loss"] for finished in steps]


def test_the_loss_is_the_mean_per_trained_token(training: TrainingConfig, tmp_path: Path) -> None:
    backend = BigramBackend(tmp_path)
    chosen = sft().batch(7, 1, Policy(backend.trainer())).minibatches[0]
    whole = [replace(row, weights=(row.weights > 0).astype(np.float32)) for row in chosen]
    first = next(train(learning(sft(), backend), plan(training), never))
    assert first.metrics["train/loss"] == pytest.approx(mean_loss(backend.trainer(), whole), rel=1e-6)
    assert first.metrics["train/num_trained"] == sum(row.num_trained for row in whole)


def test_every_row_is_trained_on_once_an_epoch(tmp_path: Path) -> None:
    backend = BigramBackend(tmp_path)
    policy = Policy(backend.trainer())
    seen = [row.inputs.tobytes() for step in (1, 2) for row in sft().batch(7, step, policy).minibatches[0]]
    assert sorted(seen) == sorted(row.inputs.tobytes() for row in rows())


def test_a_resumed_loop_continues_the_curve(training: TrainingConfig, tmp_path: Path) -> None:
    backend = BigramBackend(tmp_path)
    whole = curve(train(learning(sft(), backend), plan(training), never))
    trainer = backend.trainer()
    first = curve(train(learning(sft(), backend, trainer), plan(training), stop_after(6)))
    resumed = backend.trainer(trainer.save("six"))
    second = curve(train(learning(sft(), backend, resumed), plan(training, start=6), never))
    assert first + second == whole


def stop_after(step: int) -> Callable[[], bool]:
    """True from the moment at which that step has been submitted; the loop asks once a step until then."""
    asked = iter(range(1, 1000))
    return lambda: next(asked) >= step


def test_stopping_finishes_what_is_under_way_and_no_more(training: TrainingConfig, tmp_path: Path) -> None:
    backend = BigramBackend(tmp_path)
    trainer = backend.trainer()
    finished = list(train(learning(sft(), backend, trainer), plan(training), stop_after(3)))
    assert [step.step for step in finished] == [1, 2, 3]
    assert [step.is_last for step in finished] == [False, False, True]
    assert trainer.state.steps == 3


class Diverging(Echo):
    """Weighs its tokens so that the loss overflows."""

    def batch(self, seed: int, step: int, policy: Policy) -> Batch:
        (datum, _) = super().batch(seed, step, policy).minibatches
        return Batch(minibatches=((replace(datum[0], weights=datum[0].weights * np.float32(np.inf)),),))


def test_a_loss_that_is_no_number_ends_the_run(training: TrainingConfig, tmp_path: Path) -> None:
    with pytest.raises(BackendError, match=r"loss is inf at step 1; lower training\.lr"):
        list(train(learning(Diverging(), BigramBackend(tmp_path)), plan(training), never))


class Idle(Echo):
    """Finds nothing to learn from."""

    def batch(self, seed: int, step: int, policy: Policy) -> Batch:
        return Batch(minibatches=(), metrics={"rollout/no_variance": 1.0})


def test_a_step_without_minibatches_changes_nothing(training: TrainingConfig, tmp_path: Path) -> None:
    backend = BigramBackend(tmp_path)
    trainer = backend.trainer()
    (finished,) = train(learning(Idle(), backend, trainer), plan(training, num_steps=1), never)
    assert trainer.state.steps == 0
    assert finished.metrics["rollout/no_variance"] == 1.0
    assert finished.metrics["train/num_rows"] == 0
    assert "train/loss" not in finished.metrics
