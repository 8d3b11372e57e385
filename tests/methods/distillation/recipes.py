"""Distillation by a user's settings, from the bigram teacher of `tests.methods.rows` into the bigram learner."""

from pathlib import Path

import numpy as np

from tests.backends.bigram import ALPHABET, ROLES, BigramBackend, initial_table
from tests.methods.rows import inputs, workspace
from tutortrain.compose.jobs import compose_job
from tutortrain.config.method import DistillationConfig
from tutortrain.config.run import RunConfig
from tutortrain.methods.base import Batch, Inputs, Method, Policy
from tutortrain.methods.distillation import build
from tutortrain.types import Datum

SETTINGS = ["method=distillation", "training.lr=0.1", "training.max_steps=20", "training.batch_size=4",
            "method.sampling.max_tokens=40", "method.sampling.group_size=6"]  # fmt: skip
BRIEF = "+method.rewards.length={kind: length, weight: 1, target: 20}"
"""A character model hits no answer, but its completions are of different lengths."""

STUDENT = initial_table(0)
TEACHER = initial_table(9) * 20.0


def run_config(*overrides: str) -> RunConfig:
    return compose_job([*SETTINGS, *overrides])


def config(*overrides: str) -> DistillationConfig:
    method = run_config(*overrides).method
    assert isinstance(method, DistillationConfig)
    return method


def method(folder: Path, *overrides: str, of: Inputs | None = None) -> Method:
    """Ready for its first step."""
    return build(config(*overrides), of or inputs()).begin(workspace(folder))


def first_batch(folder: Path, *overrides: str, of: Inputs | None = None) -> Batch:
    """What step 1 of seed 5 trains the untouched student on."""
    return method(folder, *overrides, of=of).batch(5, 1, Policy(BigramBackend(folder).trainer()))


def logprobs(table: np.ndarray, datum: Datum) -> np.ndarray:
    """[T, V]: of every token in place of each target, by a table of logits."""
    odds = np.exp(table[datum.inputs])
    return np.log(odds / odds.sum(axis=1, keepdims=True))


def of_targets(table: np.ndarray, datum: Datum) -> np.ndarray:
    """[T]: of the targets."""
    return logprobs(table, datum)[range(datum.num_tokens), datum.targets]


def in_completion(datum: Datum) -> np.ndarray:
    """[T]: whether a target is the model's own, and not the pupil's; the tutor's mark is where that begins."""
    begins = datum.inputs.tolist().index(ALPHABET.index(ROLES["assistant"]))
    return np.arange(datum.num_tokens) >= begins
