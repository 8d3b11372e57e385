"""Every method over a real server as a user starts it: training, benchmark, comparison."""

from pathlib import Path

import numpy as np
import pytest

from tests.backends.tinker.runs import FEW, ONLY_THERE, SAMPLES, settings
from tests.end_to_end.command_line import TRAIN, TUTORTRAIN, read_json, rows, run

pytestmark = ONLY_THERE
STEPS = 5
PER_STEP = 8
"""Completions: two of each of four questions, all of them logged."""


class Service:
    """A folder in which runs over one server lie."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder

    def train(self, *more: str) -> Path:
        """The new run's directory."""
        before = set(self.folder.rglob("run.json"))
        done = run(TRAIN, *settings(self.url, *FEW, f"training.max_steps={STEPS}", *more), cwd=self.folder)
        assert done.returncode == 0, done.stderr
        (manifest,) = set(self.folder.rglob("run.json")) - before
        return manifest.parent


@pytest.fixture(scope="module")
def here(service: str, tmp_path_factory: pytest.TempPathFactory) -> Service:
    return Service(service, tmp_path_factory.mktemp("methods"))


@pytest.fixture(scope="module")
def sft(here: Service) -> Path:
    return here.train("method=sft", "+benchmark/suites@benchmark.suites.retention=retention")


@pytest.fixture(scope="module")
def rlvr(here: Service) -> Path:
    return here.train("method=rlvr", *SAMPLES)


@pytest.fixture(scope="module")
def off_policy(here: Service, rlvr: Path) -> Path:
    """Taught by that run, by its name."""
    return here.train(
        "method=distillation", "method.mode=off_policy", "method.teacher.model=rlvr_001", *SAMPLES
    )


@pytest.fixture(scope="module")
def on_policy(here: Service, sft: Path) -> Path:
    """Taught by what the service keeps of that run, by its address."""
    return here.train("method=distillation", f"method.teacher.model={address(sft)}", *SAMPLES)


def address(run: Path) -> str:
    return str(rows(run / "checkpoints.jsonl")[-1]["path"])


METHODS = ("sft", "rlvr", "off_policy", "on_policy")
SUITES = {"solve": ("accuracy",), "hint": ("leak_rate", "guidance_rate")}


@pytest.fixture(params=METHODS)
def directory(request: pytest.FixtureRequest) -> Path:
    """Of a run by each method in turn."""
    return Path(request.getfixturevalue(request.param))


def test_a_row_for_every_step_and_a_loss_that_is_a_number(directory: Path) -> None:
    logged = rows(directory / "metrics.jsonl")
    losses = [row["train/loss"] for row in logged[1:] if row["train/num_rows"]]

    assert [row["step"] for row in logged] == list(range(STEPS + 1))
    assert losses
    assert np.isfinite([*losses, logged[0]["eval/loss"], logged[-1]["eval/loss"]]).all()


def test_run_and_service_point_at_each_other(directory: Path, service: str) -> None:
    manifest = read_json(directory / "run.json")
    remote = manifest["remote"]

    assert (manifest["status"], manifest["attempts"], remote["service"]) == ("completed", 1, service)
    assert address(directory).startswith(f"tinker://{remote['run_id']}/weights/")


def test_scores_are_those_of_the_replies_and_the_comparison_those_of_the_scores(directory: Path) -> None:
    baselines = directory.parents[1] / "baseline" / "tiny"
    compared = read_json(directory / "comparison.json")["scores"]
    for suite, names in SUITES.items():
        (before,) = baselines.glob(f"{suite}_*")
        for name in names:
            counted = [scored(folder, suite, name) for folder in (before, directory)]
            entry = compared[f"benchmark/{suite}/{name}"]
            assert [entry["a"], entry["b"]] == counted
            assert entry["difference"] == pytest.approx(counted[1] - counted[0])
            assert (entry["num_paired"], entry["num_unmatched"]) == (4, 0)


def scored(folder: Path, suite: str, name: str) -> float:
    """The score that is reported, which is the share of the replies it rests on."""
    outcomes = [row["outcomes"][name] for row in rows(folder / "generations.jsonl") if row["suite"] == suite]
    said = read_json(folder / "benchmark_results.json")["suites"][suite]["scores"][name]
    assert (said["value"], said["n"]) == (sum(outcomes) / 4, len(outcomes)) == (said["value"], 4)
    return float(said["value"])


def test_text_is_as_likely_to_the_service_as_in_this_process(sft: Path, here: Service) -> None:
    """As far as the service's bfloat16 goes; what was trained has losses of its own."""
    few = "benchmark.num_items=4"
    done = run(
        TUTORTRAIN, "benchmark", "tiny", "--suite", "retention", few, "output_root=local", cwd=here.folder
    )
    assert done.returncode == 0, done.stderr

    def losses(folder: Path) -> dict[str, float]:
        found = [row for row in rows(folder / "generations.jsonl") if row["suite"] == "retention"]
        return {row["id"]: row["outcomes"]["loss"] for row in found}

    (baseline,) = (sft.parents[1] / "baseline" / "tiny").glob("retention_*")
    before = losses(baseline)
    assert len(before) == 4
    assert before == pytest.approx(losses(here.folder / "local" / "benchmark" / "tiny"), rel=0.01)
    assert losses(sft).keys() == before.keys()
    assert losses(sft) != pytest.approx(before, rel=0.01)


def test_supervised_training_lowers_the_held_out_loss(sft: Path) -> None:
    logged = rows(sft / "metrics.jsonl")

    assert logged[-1]["eval/loss"] < 0.95 * logged[0]["eval/loss"]
    assert read_json(sft / "run.json")["tokens"]["trained"] == sum(
        row["train/num_trained"] for row in logged[1:]
    )


@pytest.mark.parametrize("method", ["rlvr", "on_policy"])
def test_what_was_sampled_is_logged_and_counted(method: str, request: pytest.FixtureRequest) -> None:
    directory = request.getfixturevalue(method)
    drawn, logged = rows(directory / "rollouts.jsonl"), rows(directory / "metrics.jsonl")[1:]

    assert [row["step"] for row in drawn] == [step for step in range(1, STEPS + 1) for _ in range(PER_STEP)]
    assert read_json(directory / "run.json")["tokens"]["sampled"] == sum(row["num_tokens"] for row in drawn)
    for row in logged:
        own = [each for each in drawn if each["step"] == row["step"]]
        right = sum(each["verdict"] == "correct" for each in own) / PER_STEP
        assert row["rollout/reward/correctness"] == row["rollout/verdict/correct"] == right
        assert row["rollout/length"] == pytest.approx(sum(each["num_tokens"] for each in own) / PER_STEP)


def test_rewards_become_advantages_within_each_question(rlvr: Path) -> None:
    drawn = rows(rlvr / "rollouts.jsonl")
    for first, second in zip(drawn[::2], drawn[1::2], strict=True):
        assert first["problem_id"] == second["problem_id"]
        apart = first["reward"] - second["reward"]
        assert first["advantage"] == pytest.approx(np.sign(apart) * 0.7070, abs=1e-3)
        assert second["advantage"] == pytest.approx(-first["advantage"])
    for row in rows(rlvr / "metrics.jsonl")[1:]:
        assert row["train/num_rows"] == PER_STEP * (1 - row["rollout/no_variance"])


def test_the_student_comes_nearer_to_a_teacher_at_an_address(on_policy: Path) -> None:
    """Reverse KL; the forward one needs what skyrl does not tell (deviations.py)."""
    apart = [row["rollout/teacher_kl"] for row in rows(on_policy / "metrics.jsonl")[1:]]

    assert apart[0] > 0.01
    assert np.mean(apart[-2:]) < 0.5 * apart[0]


def test_the_teachers_right_answers_are_learned(off_policy: Path) -> None:
    answers = rows(off_policy / "teacher_answers.jsonl")
    kept = [row for row in answers if row["kept"]]

    assert len(answers) == 2 * 32
    assert 0.2 < len(kept) / len(answers) < 1
    assert all(row["verdict"] == "correct" and not row["truncated"] for row in kept)
    sampled = read_json(off_policy / "run.json")["tokens"]["sampled"]
    assert sampled == sum(row["num_tokens"] for row in answers)


def test_the_runs_can_be_compared(
    here: Service, sft: Path, rlvr: Path, off_policy: Path, on_policy: Path
) -> None:
    done = run(TUTORTRAIN, "compare", "sft_001", "rlvr_001", "dist_001", "dist_002", cwd=here.folder)

    assert done.returncode == 0, done.stderr
    assert all(name in done.stdout for name in ("sft_001", "rlvr_001", "dist_001", "dist_002"))
    assert "method.teacher.model" in done.stdout
    assert all(name in done.stdout for names in SUITES.values() for name in names)


def test_a_teacher_that_the_service_cannot_read_costs_no_number(here: Service, tmp_path: Path) -> None:
    """The default one lies on this machine, and the other is a training run that nobody knows."""
    for teacher, said in (
        ("tiny_teacher", "lies on this machine and the service cannot read it"),
        ("tinker://model_none/weights/last", "shows no training run 'model_none'"),
    ):
        wanted = settings(here.url, "method=distillation", f"method.teacher.model={teacher}")
        done = run(TRAIN, *wanted, cwd=tmp_path)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr
        assert "Traceback" not in done.stderr
        assert list(tmp_path.iterdir()) == []
