"""Settings that Optuna chooses: their space, what they are judged by, and going on to the same number."""

import os
import signal
import statistics
from pathlib import Path

import pytest

from tests.end_to_end.command_line import TRAIN, TUTORTRAIN, run, start
from tests.sweep.conftest import ONE_STEP
from tests.sweep.test_launchers import wait_for_steps
from tutortrain.cli import main as tutortrain
from tutortrain.compose.jobs import compose_job
from tutortrain.compose.space import Choice, Interval
from tutortrain.compose.sweeps import compose_sweep
from tutortrain.config.launching import OptunaConfig
from tutortrain.errors import ConfigError
from tutortrain.runs import sweep as sweeps
from tutortrain.sweep.study import direction
from tutortrain.train import main as train

SWEEP = Path("multirun/sft/sft_001_x")
OPTUNA = "hydra/sweeper=optuna"
RATES = "training.lr=tag(log,interval(1e-4,1e-2))"


def test_a_space_is_written_in_an_experiment_and_the_command_line_wins() -> None:
    asked = compose_sweep(["experiment=tune_lr", "training.lora.rank=range(2,5)"])
    assert asked.space == {
        "training.lr": Interval(low=1e-4, high=1e-2, is_log=True, is_integer=False),
        "training.lora.rank": Choice(values=("2", "3", "4")),
    }
    assert asked.launching.sweeper.objective == "solve"
    tried = [(job.config.training.lr, job.config.training.lora.rank) for job in asked.jobs]
    assert tried == [(1e-4, 2), (1e-2, 3), (1e-4, 4)]


def test_a_value_on_the_command_line_takes_a_setting_out_of_the_space_of_a_file() -> None:
    asked = compose_sweep(["experiment=tune_lr", "training.lr=1e-3"])
    assert list(asked.space) == ["training.lora.rank"]
    assert {job.config.training.lr for job in asked.jobs} == {1e-3}


def test_a_direction_that_contradicts_what_is_known_is_refused() -> None:
    job = compose_job([])
    config = OptunaConfig(kind="optuna", objective="eval.loss", highest=True, num_trials=1, seed=0, space={})
    with pytest.raises(ConfigError, match=r"hydra.sweeper.highest=true: the lowest eval.loss is the best"):
        direction(config, job)


@pytest.mark.parametrize(
    ("space", "message"),
    [
        ([], "there is nothing to search"),
        (["training.lr=interval(1e-2,1e-4)"], "an interval goes from a number to a larger one"),
        (["training.lr=tag(cube,interval(1e-4,1e-2))"], "the only tag of an interval is log, not cube"),
        (["training.lr=interval(-1,1)"], r"training.lr: must be greater than 0, not -1.*job 0"),
        (
            ["+hydra.sweeper.space.seed=7"],
            "hydra.sweeper.space.seed: '7' is neither an interval nor a choice",
        ),
    ],
    ids=str,
)
def test_a_space_that_cannot_be_searched_is_refused(space: list[str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        compose_sweep([OPTUNA, *space])


@pytest.mark.parametrize(
    ("objective", "benchmark", "expected"),
    [
        (None, "default", ("benchmark.solve.accuracy", True)),
        (None, "none", ("eval.loss", False)),
        ("solve", "default", ("solve", True)),
        ("leak_rate", "default", ("leak_rate", False)),
        ("benchmark/hint/guidance_rate", "default", ("benchmark/hint/guidance_rate", True)),
        ("eval.loss", "default", ("eval.loss", False)),
    ],
)
def test_which_way_is_better_is_known_before_anything_has_run(
    objective: str | None, benchmark: str, expected: tuple[str, bool]
) -> None:
    job = compose_job([f"benchmark={benchmark}"])
    config = OptunaConfig(kind="optuna", objective=objective, highest=None, num_trials=1, seed=0, space={})
    assert direction(config, job) == expected


@pytest.mark.parametrize("objective", ["train.loss", "benchmark"])
def test_an_objective_that_may_be_better_high_or_low_has_to_say_so(objective: str) -> None:
    job = compose_job([])
    config = OptunaConfig(kind="optuna", objective=objective, highest=None, num_trials=1, seed=0, space={})
    with pytest.raises(ConfigError, match=rf"hydra.sweeper.objective={objective}: say whether"):
        direction(config, job)


@pytest.mark.parametrize("highest", [None, True])
def test_an_objective_that_may_be_one_of_several_scores_is_refused(highest: bool | None) -> None:
    job = compose_job([])
    config = OptunaConfig(kind="optuna", objective="hint", highest=highest, num_trials=1, seed=0, space={})
    with pytest.raises(ConfigError, match=r"may be benchmark.hint.leak_rate or benchmark.hint.guidance_rate"):
        direction(config, job)


def states(folder: Path) -> list[str]:
    import optuna
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    journal = JournalStorage(JournalFileBackend(str(folder / "study.log")))
    study = optuna.load_study(study_name="sweep", storage=journal)
    return [trial.state.name for trial in study.trials]


@pytest.mark.slow
def test_an_objective_that_no_job_logs_can_be_named_anew(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by = "hydra.sweeper.objective"
    asked = [*ONE_STEP, OPTUNA, RATES, "hydra.sweeper.num_trials=2", "hydra.sweeper.highest=false"]
    assert train(["-m", *asked, f"{by}=train.los"]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith(f"error: {by}=train.los: no run here has 'train.los'; nearest: train.loss")
    assert said.endswith(f"`tutortrain resume {SWEEP} {by}=...` goes on with another")
    assert tutortrain(["resume", str(SWEEP), f"{by}=train.loss"]) == 0
    assert [job.status for job in sweeps.read(here / SWEEP).jobs] == ["completed"] * 2


@pytest.mark.slow
def test_a_search_that_was_killed_goes_on_to_the_same_number_and_finds_what_a_grid_finds(here: Path) -> None:
    settings = [one for one in ONE_STEP if not one.startswith(("training.max_steps", "data.num_"))]
    settings += ["training.max_steps=20", "data.num_eval=64", "training.checkpoint.every=5"]
    asked = [*settings, OPTUNA, RATES, "training.lora.rank=choice(4,16)", "hydra.sweeper.num_trials=20"]
    process = start(TRAIN, "-m", *asked, cwd=here)
    while not (eighth := list((here / SWEEP).glob("7_*"))):
        assert process.poll() is None, process.communicate()[1]
    wait_for_steps(process, eighth[0], 8)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    resumed = run(TUTORTRAIN, "resume", str(SWEEP), "--other-code", cwd=here)
    assert resumed.returncode == 0, resumed.stderr
    sweep = sweeps.read(here / SWEEP)
    assert [(job.number, job.status) for job in sweep.jobs] == [(n, "completed") for n in range(20)]
    assert states(here / SWEEP) == ["COMPLETE"] * 20
    grid = run(TRAIN, "-m", *settings, "training.lr=1e-4,1e-3,3e-3,1e-2", "training.lora.rank=4,16", cwd=here)
    assert grid.returncode == 0, grid.stderr
    tried = sweeps.read(here / "multirun/sft/sft_002_x").jobs
    best = min(tried, key=lambda job: job.objective)
    again = run(TRAIN, "-m", *best.overrides, "seed=1,2,3,4", cwd=here)
    assert again.returncode == 0, again.stderr
    seeds = [best.objective, *(job.objective for job in sweeps.read(here / "multirun/sft/sft_003_x").jobs)]
    found = min(job.objective for job in sweep.jobs)
    assert found < best.objective + 2 * statistics.stdev(seeds), (found, seeds)


@pytest.mark.slow
def test_jobs_of_a_search_are_chosen_one_after_the_other_and_more_can_be_asked_for(here: Path) -> None:
    process = run(TRAIN, "-m", *ONE_STEP, OPTUNA, RATES, "hydra.sweeper.num_trials=2", cwd=here)
    assert process.returncode == 0, process.stderr
    more = run(TUTORTRAIN, "resume", str(SWEEP), "hydra.sweeper.num_trials=3", "--other-code", cwd=here)
    assert more.returncode == 0, more.stderr
    sweep = sweeps.read(here / SWEEP)
    assert [job.number for job in sweep.jobs] == [0, 1, 2]
    assert len({job.fingerprint for job in sweep.jobs}) == 3
    assert (sweep.objective, states(here / SWEEP)) == ("eval/loss", ["COMPLETE"] * 3)
    before = (here / SWEEP / "sweep.json").read_bytes()
    for added, message in (
        (
            ("hydra.sweeper.objective=train.loss", "hydra.sweeper.highest=true"),
            "goes by the lowest eval.loss",
        ),
        (("training.lr=choice(1e-3,1e-2)",), "training.lr: this search chooses from FloatDistribution"),
    ):
        refused = run(TUTORTRAIN, "resume", str(SWEEP), *added, "--other-code", cwd=here)
        assert refused.returncode == 2
        assert message in refused.stderr
    assert (here / SWEEP / "sweep.json").read_bytes() == before
