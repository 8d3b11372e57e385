"""The same run twice: on a Tinker server, and in this process from the adapters that the server drew.

What a learner is told is written down where it is told: in the requests that reach the server, and at the
local trainer.
"""

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tests.backends.tinker.proxy import Fault, Handler, Next, Proxy
from tests.methods.rows import workspace
from tutortrain.backends import open_backend
from tutortrain.backends.base import Backend, Done, Future, Sampler, Trainer
from tutortrain.backends.models import EMBEDDED_FOLDER
from tutortrain.compose.jobs import compose_job
from tutortrain.job.prepare import Job, prepare
from tutortrain.methods.base import Batch, Method, Policy
from tutortrain.methods.loop import Finished, Learning, Plan, train
from tutortrain.runs.checkpoints import training_run
from tutortrain.types import Adam, Datum, Loss, Metrics, Pass, Sample, SamplingParams

WEIGHTS = "adapter_model.safetensors"
LOCAL = ["backend=local", "backend.device=cpu", "backend.dtype=float32", "backend.num_threads=1"]
TYPES = {"target_tokens": np.int64, "weights": np.float32, "advantages": np.float32, "logprobs": np.float32}

Row = dict[str, list[float]]
Samples = tuple[tuple[Sample, ...], ...]
Weighing = Callable[[Sequence[Datum], Loss], Sequence[Datum]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A job before its first step, and what is going to learn in it."""

    job: Job
    backend: Backend
    trainer: Trainer
    method: Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The rows of every training pass and the learning rate of every update, in the order of the calls."""

    batches: list[list[Row]]
    rates: list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What came of a run, and what its learner was told."""

    steps: list[Finished]
    told: Told

    @property
    def losses(self) -> list[float]:
        return [step.metrics["train/loss"] for step in self.steps]


def embedded_in_float32(folder: Path) -> Path:
    """The embedded model for a server that computes in the type that config.json names, as skyrl does:
    bfloat16 rounds log-probabilities in their third digit.
    """
    shutil.copytree(EMBEDDED_FOLDER, folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"dtype": "float32"}))
    return folder


def open_served(url: str, folder: Path, *overrides: str) -> Run:
    return _open([*overrides, "backend=tinker", f"backend.base_url={url}"], folder)


def open_twin(adapters: Path, folder: Path, *overrides: str) -> Run:
    """A local run that begins with `adapters`, a folder by PEFT: in a checkpoint of the untouched trainer they
    take the place of its own.
    """
    fresh = _open([*overrides, *LOCAL], folder)
    start = fresh.trainer.save("start")
    shutil.copyfile(adapters / WEIGHTS, Path(start.path, WEIGHTS))
    return replace(fresh, trainer=fresh.backend.trainer(start))


def _open(overrides: Sequence[str], folder: Path) -> Run:
    config = compose_job(overrides)
    job = prepare(config)
    backend = open_backend(
        config.model,
        config.training.lora,
        config.backend,
        checkpoints=folder / "checkpoints",
        seed=config.seed,
    )
    method = job.recipe.begin(workspace(folder))
    return Run(job=job, backend=backend, trainer=backend.trainer(), method=method)


def export(served: Run, url: str, folder: Path) -> Path:
    """The adapters of a run on the server at `url`, as they are now, in a folder that PEFT loads."""
    from tutortrain.backends.tinker.export import download
    from tutortrain.backends.tinker.remote import Remote
    from tutortrain.backends.tinker.service import Service

    config, saved = served.job.config, served.trainer.publish("start").checkpoint
    service = Service.of(replace(config.backend, base_url=url))
    download(service, Remote(service).checkpoints(training_run(saved)), config.model.base_model, folder)
    return folder


def train_served(run: Run, proxy: Proxy) -> Trained:
    """All steps of a run that reaches its server through this proxy."""
    bodies = _listen(proxy)
    steps = _train(run, run.trainer)
    return Trained(steps=steps, told=_read(bodies))


def train_twin(run: Run, weigh: Weighing) -> Trained:
    """All steps of a local run, which learns from rows weighed so."""
    twin = Twin(run.trainer, weigh)
    return Trained(steps=_train(run, twin), told=twin.told)


def _train(run: Run, trainer: Any) -> list[Finished]:
    config = run.job.config
    plan = Plan(seed=config.seed, start=0, num_steps=config.training.max_steps, training=config.training)
    return list(train(Learning(trainer=trainer, method=run.method), plan, lambda: False))


def as_given(batch: Sequence[Datum], _loss: Loss) -> Sequence[Datum]:
    """By the contract: the gradient is that of the summed loss."""
    return batch


def as_skyrl(batch: Sequence[Datum], loss: Loss) -> Sequence[Datum]:
    """Rows whose summed gradient is what skyrl 0.4.0 takes for that of `batch`, which is no sum (`deviations`).

    It divides a row's loss by the row's weights, or under the policy losses, for which it sets them all to 1,
    by the row's length; and their sum by the number of rows.
    """

    def divisor(row: Datum) -> np.float32:
        of_row = row.weights.sum() if loss.name == "cross_entropy" else len(row.weights)
        return np.float32(of_row * len(batch))

    return [replace(row, weights=row.weights / divisor(row)) for row in batch]


class Twin:
    """Between the loop and the local trainer: notes what is told, and lets it learn from rows weighed otherwise.

    The loss that comes back is that of the rows as they were given.
    """

    def __init__(self, trainer: Trainer, weigh: Weighing) -> None:
        self.told = Told(batches=[], rates=[])
        self._trainer = trainer
        self._weigh = weigh

    def forward_backward(self, batch: Sequence[Datum], loss: Loss) -> Future[Pass]:
        self.told.batches.append([_given(row) for row in batch])
        as_it_came = self._trainer.forward(batch, loss)
        self._trainer.forward_backward(self._weigh(batch, loss), loss)
        return as_it_came

    def optim_step(self, adam: Adam) -> Future[Metrics]:
        self.told.rates.append(adam.lr)
        return self._trainer.optim_step(adam)


def _given(row: Datum) -> Row:
    """A row with its parts called as the service calls them."""
    parts = {"inputs": row.inputs, "target_tokens": row.targets, "weights": row.weights}
    if row.logprobs is not None:
        parts |= {"advantages": parts.pop("weights"), "logprobs": row.logprobs}
    return {name: values.tolist() for name, values in parts.items()}


def _listen(proxy: Proxy) -> Mapping[str, list[bytes]]:
    """The bodies of all requests that pass from now on, by what they ask."""
    bodies: dict[str, list[bytes]] = defaultdict(list)

    def noting(what: str) -> Fault:
        def note(handler: Handler, pass_on: Next) -> None:
            bodies[what].append(handler.body)
            pass_on()

        return note

    proxy.fault_for = lambda what, _count: noting(what)
    return bodies


def _read(bodies: Mapping[str, list[bytes]]) -> Told:
    """By the numbers that the SDK gives its requests, in whichever order they came."""
    from tinker.proto import tinker_public_pb2 as messages

    passes = [messages.ForwardBackwardRequest.FromString(body) for body in bodies["forward_backward"]]
    updates = [json.loads(body) for body in bodies["optim_step"]]
    passes.sort(key=lambda request: request.seq_id)
    updates.sort(key=lambda request: request["seq_id"])
    return Told(
        batches=[[_received(row) for row in request.data] for request in passes],
        rates=[request["adam_params"]["learning_rate"] for request in updates],
    )


def _received(message: Any) -> Row:
    """A row of a request: all arrays are bytes, the input's tokens of 32 bits each."""
    (chunk,) = message.model_input
    inputs = np.frombuffer(chunk.encoded_text.tokens, np.int32)
    others = message.loss_fn_inputs.items()
    parts = {name: np.frombuffer(tensor.dense, TYPES[name]) for name, tensor in others}
    return {name: values.tolist() for name, values in ({"inputs": inputs} | parts).items()}


class Rollouts:
    """Answers for a sampler, and gives what it drew once to everybody who asks the same."""

    def __init__(self, sampler: Sampler) -> None:
        self.drawn: dict[Any, Samples] = {}
        self._sampler = sampler

    def sample(self, prompts: Sequence[Sequence[int]], count: int, params: SamplingParams) -> Future[Samples]:
        asked = (tuple(prompts), count, params)
        if asked not in self.drawn:
            self.drawn[asked] = self._sampler.sample(prompts, count, params).result()
        return Done(self.drawn[asked])


class Replaying:
    """A method that takes given rollouts for the learner's own."""

    def __init__(self, method: Method, rollouts: Rollouts) -> None:
        self.loss, self.on_policy = method.loss, method.on_policy
        self._method = method
        self._rollouts = rollouts

    def batch(self, seed: int, step: int, policy: Policy) -> Batch:
        policy.sampler = self._rollouts
        return self._method.batch(seed, step, policy)
