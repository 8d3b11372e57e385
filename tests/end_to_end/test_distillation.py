"""Distillation as a user starts it."""

from pathlib import Path

import pytest

from tests.end_to_end.command_line import SHORT, TRAIN, read_json, rows, run
from tests.end_to_end.resuming import Moment, assert_same_result, at_step, completed, kill_and_resume

COMMON = ["method=distillation", *SHORT, "method.sampling.group_size=2", "method.sampling.max_tokens=40",
          "training.checkpoint.every=2"]  # fmt: skip
ON = [*COMMON, "training.max_steps=6"]
OFF = [*COMMON, "method.mode=off_policy", "training.max_steps=16", "data.num_train=160"]


@pytest.fixture(scope="module")
def on_policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return completed(tmp_path_factory.mktemp("on_policy"), ON)


@pytest.fixture(scope="module")
def off_policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return completed(tmp_path_factory.mktemp("off_policy"), OFF)


def kept_answers(folder: Path) -> Path:
    """The file of answers that runs in `folder` share."""
    (path,) = (folder / "outputs" / "teacher" / "tiny_teacher").rglob("answers.jsonl")
    return path


def answered(number: int) -> Moment:
    """When the teacher has answered so many questions; the run's own file is written when it has done."""

    def has_answered(directory: Path) -> bool:
        if (directory / "teacher_answers.jsonl").exists():
            raise AssertionError("the teacher has done already")
        files = (directory.parents[1] / "teacher").rglob("answers.jsonl")
        return any(file.read_text().count("\n") >= number for file in files)

    return has_answered


def test_on_policy_logs_how_far_the_student_is_from_the_teacher(on_policy: Path) -> None:
    assert (on_policy.parent.name, on_policy.name[:8]) == ("distillation", "dist_001")
    logged = rows(on_policy / "metrics.jsonl")
    assert [row["step"] for row in logged] == list(range(7))
    assert {"rollout/teacher_kl", "rollout/reward/correctness", "rollout/length"} <= set(logged[3])
    assert len(rows(on_policy / "rollouts.jsonl")) == 6 * 8


def test_on_policy_a_killed_run_goes_on_bit_for_bit(tmp_path: Path, on_policy: Path) -> None:
    directory = kill_and_resume(tmp_path, ON, [at_step(3)])
    assert_same_result(directory, on_policy)
    assert rows(directory / "rollouts.jsonl") == rows(on_policy / "rollouts.jsonl")


def test_off_policy_keeps_what_the_teacher_said(off_policy: Path) -> None:
    answers = rows(off_policy / "teacher_answers.jsonl")
    assert len(answers) == 2 * 160
    assert all(row["verdict"] == "correct" and not row["truncated"] for row in answers if row["kept"])
    assert 0.3 < sum(row["kept"] for row in answers) / len(answers) < 1
    sampled = read_json(off_policy / "run.json")["tokens"]["sampled"]
    assert sampled == sum(row["num_tokens"] for row in answers)


def test_off_policy_a_run_killed_while_the_teacher_answers_and_again_later_goes_on_bit_for_bit(
    tmp_path: Path, off_policy: Path
) -> None:
    directory = kill_and_resume(tmp_path, OFF, [answered(64), at_step(3)])
    assert_same_result(directory, off_policy)
    for path, expected in (
        (directory / "teacher_answers.jsonl", off_policy / "teacher_answers.jsonl"),
        (kept_answers(tmp_path), kept_answers(off_policy.parents[2])),
    ):
        assert path.read_bytes() == expected.read_bytes()


def test_a_second_run_learns_from_the_same_answers(off_policy: Path) -> None:
    folder = off_policy.parents[2]
    asked = kept_answers(folder).stat().st_mtime_ns
    process = run(TRAIN, *OFF, "training.max_steps=1", "training.lr=1e-4", "method.keep=all", cwd=folder)
    assert process.returncode == 0, process.stderr
    assert kept_answers(folder).stat().st_mtime_ns == asked
    assert "teacher's answers:" not in process.stderr
    assert "answers of tiny_teacher are learned from" in process.stderr


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        ("method.teacher.model=rlvr_009", "There is no run 'rlvr_009'"),
        ("method.teacher.model=.", "is no model folder: it holds no config.json"),
        ("method.teacher.url=http://127.0.0.1:9/v1", "method.teacher.url: on_policy needs"),
        ("method.mode=of_policy", "method.mode: expected"),
    ],
)
def test_a_mistake_costs_nothing(mistake: str, said: str, tmp_path: Path) -> None:
    process = run(TRAIN, *ON, mistake, cwd=tmp_path)
    assert process.returncode == 2
    assert said in process.stderr
    assert process.stderr.count("error: ") == 1
    assert "Traceback" not in process.stderr
    assert list(tmp_path.iterdir()) == []
