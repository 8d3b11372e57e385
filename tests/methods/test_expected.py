"""What is told before a run is what the run comes to: exactly for rows, as a bound for completions."""

from pathlib import Path

import pytest

from tests.backends.bigram import BigramBackend
from tests.methods.rows import inputs, learning, workspace
from tutortrain.compose.jobs import compose_job
from tutortrain.methods import build_recipe
from tutortrain.methods.expected import Expected
from tutortrain.methods.loop import Plan, train
from tutortrain.methods.schedule import num_steps

SHORT = ["training.lr=0.05", "training.batch_size=4", "training.num_epochs=2.5", "seed=3"]
SAMPLING = ["method.sampling.max_tokens=20", "method.sampling.group_size=3"]
CASES = {
    "sft": ["method=sft"],
    "rlvr": ["method=rlvr", "method.loss.num_epochs=2", "method.rewards.length.weight=1",
             "method.rewards.length.target=10", *SAMPLING],
    "on_policy": ["method=distillation", *SAMPLING],
    "off_policy": ["method=distillation", "method.mode=off_policy", "method.keep=all", *SAMPLING],
}  # fmt: skip


def run(case: str, folder: Path) -> tuple[Expected, list[dict[str, float]]]:
    """What was expected of the case, and the metrics of its steps."""
    config = compose_job([*CASES[case], *SHORT])
    recipe = build_recipe(config.method, inputs(batch_size=4))
    method = recipe.begin(workspace(folder, seed=config.seed))
    total = num_steps(config.training, method.num_rows)
    plan = Plan(seed=config.seed, start=0, num_steps=total, training=config.training)
    steps = train(learning(method, BigramBackend(folder)), plan, lambda: False)
    return recipe.expect(config.training, config.seed), [dict(step.metrics) for step in steps]


def total(steps: list[dict[str, float]], key: str) -> float:
    return sum(step.get(key, 0) for step in steps)


def test_rows_are_counted_to_the_token(tmp_path: Path) -> None:
    expected, steps = run("sft", tmp_path)
    assert expected.is_exact
    assert (expected.num_rows, expected.num_steps) == (7, len(steps)) == (7, 5)
    assert expected.learner.trained == total(steps, "train/num_tokens")
    assert expected.num_weighted == total(steps, "train/num_trained")


@pytest.mark.parametrize("case", ["rlvr", "on_policy"])
def test_completions_stay_within_their_bounds(case: str, tmp_path: Path) -> None:
    expected, steps = run(case, tmp_path)
    assert not expected.is_exact
    assert expected.num_steps == len(steps)
    sampled = total(steps, "rollout/num_tokens")
    assert 0 < sampled <= expected.learner.sampled == total(steps, "rollout/num_completions") * 20
    assert 0 < total(steps, "train/num_tokens") <= expected.learner.trained
    assert 0 < total(steps, "train/num_trained") <= expected.num_weighted


def test_a_teacher_reads_what_the_student_drew(tmp_path: Path) -> None:
    expected, _ = run("on_policy", tmp_path)
    assert expected.teacher.prefill == expected.learner.prefill + expected.learner.sampled


def test_a_teachers_answers_are_bounded_as_if_all_were_kept(tmp_path: Path) -> None:
    expected, steps = run("off_policy", tmp_path)
    assert expected.num_rows == 7 * 3
    assert len(steps) <= expected.num_steps
    assert expected.teacher.sampled == 7 * 3 * 20
    assert 0 < total(steps, "train/num_tokens") <= expected.learner.trained
