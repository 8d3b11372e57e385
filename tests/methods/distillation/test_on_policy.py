"""The student answers and the teacher judges every token: what a step trains on, by hand."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from tests.backends.bigram import BigramBackend
from tests.methods.distillation.recipes import (
    BRIEF,
    STUDENT,
    TEACHER,
    config,
    first_batch,
    in_completion,
    method,
    of_targets,
    run_config,
)
from tests.methods.rows import inputs, learning
from tutortrain.errors import ConfigError
from tutortrain.methods.distillation import build
from tutortrain.methods.loop import Plan, train


def judgement(data: object) -> np.ndarray:
    """[T]: nats by which the teacher finds each target likelier than the student does."""
    return of_targets(TEACHER, data) - of_targets(STUDENT, data)


@pytest.mark.parametrize("average", ["token", "sequence", "constant"])
def test_a_tokens_credit_is_by_how_much_likelier_the_teacher_finds_it(average: str, tmp_path: Path) -> None:
    batch = first_batch(tmp_path, "method.kl_coefficient=0.5", f"method.loss.average={average}")
    (data,) = batch.minibatches
    lengths = [in_completion(datum).sum() for datum in data]
    divisors = {"token": [sum(lengths)] * len(data), "sequence": [n * len(data) for n in lengths],
                "constant": [40 * len(data)] * len(data)}[average]  # fmt: skip

    assert len(data) == 24
    for datum, divisor in zip(data, divisors, strict=True):
        credit = np.where(in_completion(datum), 0.5 * judgement(datum) / divisor, 0)
        assert datum.weights == pytest.approx(credit, rel=1e-4, abs=1e-8)
        assert datum.logprobs == pytest.approx(of_targets(STUDENT, datum) * in_completion(datum), abs=1e-5)


def test_what_is_logged_is_the_divergence_of_what_was_drawn(tmp_path: Path) -> None:
    batch = first_batch(tmp_path)
    judged = np.concatenate([judgement(datum)[in_completion(datum)] for datum in batch.minibatches[0]])

    assert batch.metrics["rollout/teacher_kl"] == pytest.approx(-judged.mean(), rel=1e-5)
    assert batch.metrics["rollout/num_tokens"] == len(judged)
    assert "rollout/reward/correctness" in batch.metrics
    assert {"rollout/reward", "rollout/no_variance"}.isdisjoint(batch.metrics)


def test_rewards_that_count_add_how_much_better_a_completion_was_than_its_group(tmp_path: Path) -> None:
    batch = first_batch(tmp_path, BRIEF, "method.kl_coefficient=0.5", "method.loss.average=constant")
    (data,) = batch.minibatches
    groups = defaultdict(list)
    for datum in data:
        groups[tuple(datum.inputs[: -in_completion(datum).sum() + 1])].append(datum)

    assert sorted(len(group) for group in groups.values()) == [6] * 4
    for group in groups.values():
        rewards = -np.clip([in_completion(datum).sum() / 20 - 1 for datum in group], 0, 1)
        for datum, advantage in zip(group, rewards - rewards.mean(), strict=True):
            credit = np.where(in_completion(datum), 0.5 * judgement(datum) + advantage, 0)
            assert datum.weights * (40 * 24) == pytest.approx(credit, rel=1e-4, abs=1e-5)
    assert batch.metrics["rollout/reward"] == pytest.approx(batch.metrics["rollout/reward/length"])


def test_one_completion_a_question_is_enough_where_no_reward_counts(tmp_path: Path) -> None:
    batch = first_batch(tmp_path, "method.sampling.group_size=1")
    assert len(batch.minibatches[0]) == 4


def test_a_batch_is_a_pure_function_of_seed_and_step(tmp_path: Path) -> None:
    one, same = (first_batch(tmp_path).minibatches[0] for _ in range(2))
    assert all(np.array_equal(a.weights, b.weights) for a, b in zip(one, same, strict=True))


def divergence(student: np.ndarray) -> float:
    """The mean of KL(student || teacher) over all characters that may come before."""
    p, q = (np.exp(table) / np.exp(table).sum(axis=1, keepdims=True) for table in (student, TEACHER))
    return float((p * np.log(p / q)).sum(axis=1).mean())


def test_the_student_comes_closer_to_the_teacher(tmp_path: Path) -> None:
    backend = BigramBackend(tmp_path)
    trainer = backend.trainer()
    plan = Plan(seed=5, start=0, num_steps=20, training=run_config().training)
    finished = list(train(learning(method(tmp_path), backend, trainer), plan, lambda: False))

    assert divergence(trainer.table) < 0.8 * divergence(STUDENT)
    assert finished[-1].metrics["rollout/teacher_kl"] < 0.8 * finished[0].metrics["rollout/teacher_kl"]


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (
            ["method.teacher.url=http://127.0.0.1:1/v1"],
            r"method\.teacher\.url: .* set method\.mode=off_policy",
        ),
        ([BRIEF, "method.divergence=forward_kl"], r"method\.rewards: .* or method\.divergence=reverse_kl"),
        ([BRIEF, "method.sampling.group_size=1"], r"method\.sampling\.group_size: .* expected 2 or more"),
    ],
)
def test_settings_that_contradict_one_another_are_refused(overrides: list[str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        build(config(*overrides), inputs())
