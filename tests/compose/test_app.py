"""A whole command line: where the runs land, and what is said of those that fail."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tutortrain.compose.app import Claimed, launch
from tutortrain.errors import BackendError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", sys.argv)  # launch sets it for Hydra
    monkeypatch.setenv("HYDRA_FULL_ERROR", "1")
    return tmp_path


def no_sweep(arguments: Sequence[str], *, config_dir: str | None) -> None:
    raise AssertionError("this is one run")


def directory_of(*arguments: str) -> str:
    """The directory that the job of the command line is given."""
    jobs: list[Claimed] = []
    launch(arguments, prepare=lambda config: None, run=jobs.append, sweep=no_sweep)
    (job,) = jobs
    return str(job.directory.relative_to(Path.cwd()))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["description=42"], "outputs/sft/sft_001_42"),
        (["output_root=7"], "7/sft/sft_001_tiny"),
        (["model.base_model=2024"], "outputs/sft/sft_001_base-model2024"),
    ],
    ids=str,
)
def test_a_number_is_as_good_a_name_as_a_word(arguments: list[str], expected: str) -> None:
    assert directory_of(*arguments) == expected


def test_a_place_that_cannot_hold_runs_ends_the_process_and_leaves_nothing(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "file").write_text("")
    with pytest.raises(SystemExit) as ended:
        directory_of("output_root=file")
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("error: No run directory can be created in file/sft")
    assert [path.name for path in here.iterdir()] == ["file"]


def fail(job: Claimed) -> None:
    raise BackendError(f"seed {job.config.seed} is odd")


def test_the_error_of_a_single_job_is_its_own() -> None:
    with pytest.raises(BackendError, match=r"^seed 1 is odd$"):
        launch(["seed=1"], prepare=lambda config: None, run=fail, sweep=no_sweep)


def test_a_sweep_is_handed_on_as_it_was_typed(here: Path) -> None:
    asked: list[tuple[list[str], str | None]] = []

    def sweep(arguments: Sequence[str], *, config_dir: str | None) -> None:
        asked.append((list(arguments), config_dir))

    launch(["-m", "seed=0,1", "--config-dir", str(here)], prepare=fail, run=fail, sweep=sweep)
    assert asked == [(["seed=0,1"], str(here))]
