"""Reinforcement learning as a user starts it."""

import json
from pathlib import Path

import pytest

from tests.end_to_end.command_line import ALONE, SHORT, TRAIN, TUTORTRAIN, only_run, read_json, rows, run
from tests.end_to_end.resuming import assert_same_result, at_step, completed, kill_and_resume

SETTINGS = ["method=rlvr", *SHORT, "training.max_steps=8", "training.checkpoint.every=2",
            "method.sampling.group_size=4", "method.sampling.max_tokens=40", "method.max_resamples=1",
            "method.kl_coefficient=0.01", "method.loss.name=ppo", "method.loss.num_minibatches=2"]  # fmt: skip


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return completed(tmp_path_factory.mktemp("rlvr"), SETTINGS)


def test_a_run_logs_what_it_sampled_and_what_it_was_worth(uninterrupted: Path) -> None:
    assert uninterrupted.parent.name == "rlvr"
    logged = rows(uninterrupted / "metrics.jsonl")
    assert [row["step"] for row in logged] == list(range(9))
    wanted = {"rollout/reward", "rollout/reward/correctness", "rollout/no_variance", "rollout/entropy",
              "rollout/length", "rollout/truncated", "train/kl_sampler", "train/kl_policy"}  # fmt: skip
    assert wanted <= set().union(*logged)
    assert read_json(uninterrupted / "run.json")["tokens"]["sampled"] > 0


def test_the_completions_can_be_read(uninterrupted: Path) -> None:
    shown = run(TUTORTRAIN, "rollouts", str(uninterrupted), "--step", "3", "-n", "2", cwd=uninterrupted)
    assert shown.stdout.count("step 3  reward") == 2
    missing = run(TUTORTRAIN, "rollouts", str(uninterrupted), "--step", "99", cwd=uninterrupted)
    assert missing.returncode == 2
    assert "no completions of step 99, but of steps 1 to 8" in missing.stderr


def test_a_killed_run_goes_on_bit_for_bit(tmp_path: Path, uninterrupted: Path) -> None:
    directory = kill_and_resume(tmp_path, SETTINGS, [at_step(5)])
    assert_same_result(directory, uninterrupted)
    assert rows(directory / "rollouts.jsonl") == rows(uninterrupted / "rollouts.jsonl")


def test_rows_of_problem_and_answer_are_all_it_needs(tmp_path: Path) -> None:
    problems = [{"prompt": f"What is {n} + {n}?", "answer": str(2 * n)} for n in range(1, 21)]
    (tmp_path / "sums.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in problems))
    asked = ["data=jsonl", "data.train_file=sums.jsonl", "training.max_steps=1", ALONE]
    process = run(TRAIN, "method=rlvr", "method.sampling.max_tokens=40", *asked, cwd=tmp_path)
    assert process.returncode == 0, process.stderr
    assert "benchmark.suites.hint is left out: it can judge no held-out row" in process.stderr
    suites = read_json(only_run(tmp_path) / "benchmark_results.json")["suites"]
    assert {name: suite["num_items"] for name, suite in suites.items()} == {"solve": 2}
    refused = run(TRAIN, "method=sft", *asked, cwd=tmp_path)
    assert refused.returncode == 2
    assert "18 rows have an `answer` but no `response` to learn" in refused.stderr


def test_a_finished_run_can_teach_another(uninterrupted: Path) -> None:
    """By its name: the student begins where the run did, so they are as far apart as that has learned."""
    folder = uninterrupted.parents[2]
    settings = ["method=distillation", "method.teacher.model=rlvr_001", *SHORT, "training.max_steps=1",
                "method.sampling.group_size=2", "method.sampling.max_tokens=40"]  # fmt: skip
    process = run(TRAIN, *settings, cwd=folder)
    assert process.returncode == 0, process.stderr
    directory = only_run(folder / "outputs" / "distillation")
    assert abs(rows(directory / "metrics.jsonl")[1]["rollout/teacher_kl"]) > 1e-6


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        ("method.sampling.group_size=1", "method.sampling.group_size: "),
        ("method.advantage=gae", "method.advantage: expected"),
        ("method.rewards.correctness.kind=correct", "method.rewards.correctness"),
        ("model.max_length=60", "leave no room for 40 tokens"),
        ("method.audit.max_error=-1", "method.audit.max_error"),
    ],
)
def test_a_mistake_is_refused_before_a_number_is_spent(mistake: str, said: str, tmp_path: Path) -> None:
    process = run(TRAIN, *SETTINGS, mistake, cwd=tmp_path)
    assert process.returncode == 2
    assert said in process.stderr
    assert "Traceback" not in process.stderr
    assert list(tmp_path.iterdir()) == []
