"""Completions made to stop a grader, inside a running loop of reinforcement learning."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.backends.bigram import BigramBackend, CharacterTokenizer
from tests.grading.test_symbolic import HOSTILE, SLOW
from tests.methods.rows import inputs, learning
from tests.methods.test_rlvr import config, rlvr
from tutortrain.methods.loop import Plan, train

REPLIES = [*HOSTILE.values(), SLOW, r"\boxed{1 + x}", r"\boxed{x}"]
NUM_STEPS = 4
SECONDS_OF_ONE_TIMEOUT = 3.0
"""Two for the slow answer, and for a new worker to start in place of the one that was killed."""


@dataclass(frozen=True)
class HostileTokenizer(CharacterTokenizer):
    """Whatever the model draws, it reads as one of `REPLIES`: the samples and the learner are real."""

    def decode(self, tokens: Sequence[int]) -> str:
        return REPLIES[sum(tokens) % len(REPLIES)]


@pytest.mark.timed
def test_hostile_completions_cost_their_two_seconds_and_nothing_else(tmp_path: Path) -> None:
    made = inputs(HostileTokenizer())
    symbolic = replace(made, examples=tuple(replace(one, answer="x + 1") for one in made.examples))
    overrides = ("method.rewards.length.weight=0", "method.audit.num_answers=0")
    method = rlvr(*overrides, of=symbolic)
    plan = Plan(seed=2, start=0, num_steps=NUM_STEPS, training=config(*overrides).training)

    began = time.monotonic()
    steps = list(train(learning(method, BigramBackend(tmp_path)), plan, lambda: False))
    seconds = time.monotonic() - began

    for verdict in ("correct", "incorrect", "unparsed", "timeout"):
        assert any(step.metrics[f"rollout/verdict/{verdict}"] > 0 for step in steps)
    assert any("train/loss" in step.metrics for step in steps), "something was learned from the others"
    assert max(step.metrics["time/grading"] for step in steps) < SECONDS_OF_ONE_TIMEOUT
    assert seconds < NUM_STEPS * SECONDS_OF_ONE_TIMEOUT
