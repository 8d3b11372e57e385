"""How many steps there are, and how fast each one learns."""

from dataclasses import replace

import pytest

from tutortrain.compose.jobs import compose_job
from tutortrain.config.training import TrainingConfig
from tutortrain.methods.schedule import adam, learning_rate, num_steps


@pytest.fixture(scope="module")
def training() -> TrainingConfig:
    config = compose_job(["training.lr=1.0", "training.warmup=0.2"])
    return config.training


def test_an_epoch_ends_with_a_short_batch(training: TrainingConfig) -> None:
    config = replace(training, batch_size=8, num_epochs=2)
    assert num_steps(config, num_rows=17) == 6


def test_part_of_an_epoch_is_rounded_up(training: TrainingConfig) -> None:
    assert num_steps(replace(training, batch_size=1, num_epochs=0.25), num_rows=10) == 3


def test_max_steps_wins_over_epochs(training: TrainingConfig) -> None:
    assert num_steps(replace(training, max_steps=3, num_epochs=100), num_rows=1000) == 3


@pytest.mark.parametrize(
    ("schedule", "rates"),
    [
        ("constant", [0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("linear", [0.5, 1, 1, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125]),
        ("cosine", [0.5, 1, 1, 0.962, 0.854, 0.691, 0.5, 0.309, 0.146, 0.038]),
    ],
)
def test_the_rate_rises_and_then_follows_its_schedule(
    training: TrainingConfig, schedule: str, rates: list[float]
) -> None:
    config = replace(training, schedule=schedule)
    found = [learning_rate(config, step, 10) for step in range(1, 11)]
    assert found == pytest.approx(rates, abs=5e-4)


def test_without_warm_up_the_first_step_has_the_full_rate(training: TrainingConfig) -> None:
    assert learning_rate(replace(training, warmup=0.0), 1, 10) == 1.0


def test_the_optimiser_gets_the_options_of_the_configuration(training: TrainingConfig) -> None:
    options = adam(training, step=1, total=10)
    assert (options.lr, options.beta2, options.grad_clip_norm) == (0.5, 0.95, 1.0)
