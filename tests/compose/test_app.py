"""A whole command line: where the runs land, and what is said of those that fail."""

import sys
from pathlib import Path

import pytest

from tutortrain.compose.app import Claimed, launch
from tutortrain.errors import BackendError, RunFailed


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", sys.argv)  # launch sets it for Hydra
    monkeypatch.setenv("HYDRA_FULL_ERROR", "1")
    return tmp_path


def directories(*arguments: str) -> list[str]:
    """The directory that each job of the command line is given."""
    jobs: list[Claimed] = []
    launch(arguments, prepare=lambda config: None, run=jobs.append)
    return [str(job.directory.relative_to(Path.cwd())) for job in jobs]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["description=42"], ["outputs/sft/sft_001_42"]),
        (["output_root=7"], ["7/sft/sft_001_tiny"]),
        (["model.base_model=2024"], ["outputs/sft/sft_001_base-model2024"]),
        (
            ["-m", "model.base_model=2024,b", "description=1.5"],
            ["multirun/sft/sft_001_1.5/0_base-model2024", "multirun/sft/sft_001_1.5/1_base-model-b"],
        ),
    ],
    ids=str,
)
def test_a_number_is_as_good_a_name_as_a_word(arguments: list[str], expected: list[str]) -> None:
    assert directories(*arguments) == expected


def test_a_sweep_lies_under_the_output_root_that_was_chosen() -> None:
    assert directories("-m", "seed=0,1") == [f"multirun/sft/sft_001_tiny/{n}_seed{n}" for n in (0, 1)]
    assert directories("-m", "seed=0,1", "output_root=runs") == [
        f"runs/sft/sft_001_tiny/{n}_seed{n}" for n in (0, 1)
    ]


def test_a_place_that_cannot_hold_runs_ends_the_process_and_leaves_nothing(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "file").write_text("")
    with pytest.raises(SystemExit) as ended:
        directories("output_root=file")
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("error: No run directory can be created in file/sft")
    assert [path.name for path in here.iterdir()] == ["file"]


def fail_on_odd_seeds(job: Claimed) -> None:
    if job.config.seed % 2:
        raise BackendError(f"seed {job.config.seed} is odd")
    sys.stderr.write(f"{job.config.seed} is done\n")


def test_a_sweep_tells_every_failure_when_it_happens_and_counts_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(RunFailed, match=r"^2 of 4 jobs failed$") as ended:
        launch(["-m", "seed=0,1,2,3"], prepare=lambda config: None, run=fail_on_odd_seeds)
    assert ended.value.exit_code == 1
    assert capsys.readouterr().err.splitlines()[:4] == [
        "0 is done",
        "error: 1_seed1: seed 1 is odd",
        "2 is done",
        "error: 3_seed3: seed 3 is odd",
    ]


def test_jobs_that_were_not_started_are_not_counted_as_failed() -> None:
    batches = ["hydra.sweeper.max_batch_size=1", "seed=0,1,2,3"]
    with pytest.raises(RunFailed, match=r"^1 of 4 jobs failed, 2 not started$"):
        launch(["-m", *batches], prepare=lambda config: None, run=fail_on_odd_seeds)


def test_the_error_of_a_single_job_is_its_own() -> None:
    with pytest.raises(BackendError, match=r"^seed 1 is odd$"):
        launch(["seed=1"], prepare=lambda config: None, run=fail_on_odd_seeds)
