"""Which jobs a sweep has, what their directories are called, and where the sweep lies."""

from pathlib import Path

import pytest

from tests.sweep.conftest import ONE_STEP
from tutortrain.compose.sweeps import compose_sweep, merge_overrides
from tutortrain.errors import ConfigError, ModelError, RunError
from tutortrain.sweep.folder import claim_sweep
from tutortrain.sweep.jobs import new_jobs

pytestmark = pytest.mark.usefixtures("here")


def directories(*arguments: str) -> list[str]:
    asked = compose_sweep([*ONE_STEP, *arguments])
    return [planned.job.directory for planned in new_jobs(asked.jobs, swept=asked.swept)]


@pytest.mark.parametrize("spelled", ["1e-5", "1e-05", "0.00001", "1.0e-5"])
def test_the_same_value_has_the_same_name_however_it_is_spelled(spelled: str) -> None:
    assert directories(f"training.lr={spelled},2e-5") == ["0_lr1e-5", "1_lr2e-5"]


def test_a_job_that_repeats_another_is_left_out() -> None:
    assert directories("training.lr=1e-5,0.00001", "seed=0,1") == ["0_lr1e-5_seed0", "1_lr1e-5_seed1"]


def test_values_are_zipped_by_sweeping_over_a_group_of_settings() -> None:
    zipped = "training={lr:1e-3,batch_size:8},{lr:2e-3,batch_size:16}"
    assert directories(zipped) == ["0_training-lr-1e-3-batch-size-8", "1_training-lr-2e-3-batch-size-16"]
    jobs = compose_sweep([*ONE_STEP, zipped]).jobs
    assert [(job.config.training.lr, job.config.training.batch_size) for job in jobs] == [
        (1e-3, 8),
        (2e-3, 16),
    ]


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (["seed=0,1"], "multirun/sft/sft_001_tiny"),
        (["seed=0,1", "output_root=runs"], "runs/sft/sft_001_tiny"),
        (["method=sft,rlvr"], "multirun/mixed/mixed_001_tiny"),
        (["model.base_model=2024,b", "description=1.5"], "multirun/sft/sft_001_1.5"),
        (["training.lr=1e-5,1e-05"], "multirun/sft/sft_001_lr1e-5-1e-5"),
    ],
    ids=str,
)
def test_a_sweep_is_claimed_like_a_run(arguments: list[str], place: str) -> None:
    asked = compose_sweep(arguments)
    assert claim_sweep(asked) == Path(place)
    assert claim_sweep(asked) == Path(place.replace("_001_", "_002_"))


def test_a_place_that_cannot_hold_sweeps_is_refused(here: Path) -> None:
    (here / "file").write_text("")
    with pytest.raises(RunError, match="No run directory can be created in file/sft"):
        claim_sweep(compose_sweep(["output_root=file"]))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["seed=0,-1,2"], r"^seed: must be greater than or equal to 0, not -1 \(job 1: seed=-1\)$"),
        (["training.lr=abc", "seed=0,1"], r"^training.lr: must be a valid number, not 'abc'$"),
        (["hydra/launcher=jolib"], "hydra/launcher: there is no 'jolib'.*did you mean hydra/launcher=joblib"),
        (["hydra.sweeper.objektive=solve"], r"^hydra.sweeper.objektive: there is no such setting"),
        (["hydra/sweeper=basic"], r"hydra/sweeper: there is no 'basic' \(.*grid"),
        (
            ["hydra.sweep.dir=x"],
            r"^hydra.sweep.dir: runs and sweeps name their own directories; give output_root",
        ),
        (["hydra.mode=MULTIRUN"], r"^hydra.mode: give -m for a sweep$"),
        (["training.lr=interval(1e-4,1e-3)"], "a sweep takes a list of values"),
    ],
    ids=str,
)
def test_a_mistake_refuses_the_sweep_and_names_the_job(arguments: list[str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        compose_sweep(arguments)


def test_a_job_that_could_not_be_started_is_named() -> None:
    asked = compose_sweep([*ONE_STEP, "training.lora.targets=[q_proj],[nope]"])
    with pytest.raises(ModelError, match=r"no linear layer nope.*\(job 1: training.lora.targets=\[nope\]\)$"):
        new_jobs(asked.jobs, swept=asked.swept)


def test_further_values_join_those_that_are_there() -> None:
    earlier = ["training.lr=1e-4,1e-3", "seed=0", "benchmark=none", "hydra/launcher=joblib"]
    assert merge_overrides(earlier, ["seed=1,2", "hydra/launcher=ray", "training.lora.rank=8"]) == [
        *("training.lr=1e-4,1e-3", "seed=0,1,2", "benchmark=none", "hydra/launcher=ray"),
        "training.lora.rank=8",
    ]


def test_an_interval_takes_the_place_of_what_was_there_and_gives_it_to_a_list() -> None:
    assert merge_overrides(["training.lr=1e-4,1e-3"], ["training.lr=interval(0,1)"]) == [
        "training.lr=interval(0,1)"
    ]
    assert merge_overrides(["training.lr=interval(0,1)"], ["training.lr=1,2"]) == ["training.lr=1,2"]


@pytest.mark.parametrize("added", ["training.lr", "x=[1"])
def test_what_is_no_further_value_is_refused(added: str) -> None:
    with pytest.raises(ConfigError, match="expected SETTING=VALUES"):
        merge_overrides(["seed=0"], [added])


@pytest.mark.parametrize(
    "override",
    ["hydra/launcher=joblib,basic", "hydra.sweeper.seed=1,2", "hydra.sweeper.space.seed=interval(1,3)"],
)
def test_there_is_one_launcher_and_one_sweeper(override: str) -> None:
    with pytest.raises(ConfigError, match="this is one for the whole sweep; give one value"):
        compose_sweep(["seed=1,2", override])
