"""Tokens that pass through a backend are counted as a service would bill them."""

from pathlib import Path

import numpy as np

from tests.backends.bigram import BigramBackend
from tests.methods.rows import rows
from tutortrain.backends.base import Publisher
from tutortrain.backends.metered import Meter, MeteredBackend
from tutortrain.types import Adam, Loss, SamplingParams
from tutortrain.usage import Usage

PROMPTS = [(1, 5, 9), (1, 7)]


def test_training_and_looking_are_told_apart(tmp_path: Path) -> None:
    meter = Meter()
    trainer = MeteredBackend(BigramBackend(tmp_path), meter).trainer()
    batch = rows()[:3]
    num_tokens = sum(row.num_tokens for row in batch)

    trainer.forward(batch, Loss()).result()
    assert meter.usage == Usage(prefill=num_tokens)
    trainer.forward_backward(batch, Loss()).result()
    trainer.optim_step(Adam(lr=0.1)).result()
    assert meter.usage == Usage(prefill=num_tokens, trained=num_tokens)


def test_prompts_count_once_a_completion_and_completions_once_they_are_there(tmp_path: Path) -> None:
    meter = Meter()
    sampler = MeteredBackend(BigramBackend(tmp_path), meter).trainer().sampler()
    drawn = sampler.sample(PROMPTS, 4, SamplingParams(max_tokens=6, seed=1))
    assert meter.usage == Usage(prefill=4 * 5)

    num_sampled = sum(len(one.tokens) for group in drawn.result() for one in group)
    drawn.result()
    assert meter.usage == Usage(prefill=4 * 5, sampled=num_sampled)


def test_scoring_is_reading(tmp_path: Path) -> None:
    meter = Meter(Usage(prefill=100))
    sampler = MeteredBackend(BigramBackend(tmp_path), meter).sampler()
    sampler.logprobs(PROMPTS).result()
    sampler.top_logprobs(PROMPTS, 3).result()
    assert meter.usage == Usage(prefill=100 + 5 + 5)


def test_what_is_measured_is_what_the_backend_says(tmp_path: Path) -> None:
    plain, metered = BigramBackend(tmp_path / "a"), MeteredBackend(BigramBackend(tmp_path / "b"), Meter())
    one, other = (backend.sampler().logprobs(PROMPTS).result() for backend in (plain, metered))
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    assert plain.fingerprint() == metered.fingerprint()
    saved = metered.trainer().save("last")
    metered.delete(saved)
    assert not Path(saved.path).exists()


def test_a_trainer_that_nobody_serves_publishes_nothing(tmp_path: Path) -> None:
    trainer = MeteredBackend(BigramBackend(tmp_path), Meter()).trainer()

    assert isinstance(trainer, Publisher)
    assert trainer.publish("final") is None
