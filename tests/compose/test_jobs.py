"""From a command line to typed configurations, or to one clear message."""

import shlex
from pathlib import Path

import pytest

from tutortrain.compose.jobs import check_overrides, compose_job, conf_folder
from tutortrain.compose.overrides import refuse_secrets
from tutortrain.compose.sweeps import compose_sweep
from tutortrain.errors import ConfigError

KEY = "aB3" * 8
ROW_FILES = {
    *("data=jsonl", "data=gsm8k", "data=gsm8k_socratic", "data=svamp", "data=mathcamps"),
    *("data=mathdial", "data=stepverify", "data=bridge"),
    "experiment=socratic_smollm2",
}


def every_choice() -> list[str]:
    return sorted(
        f"{file.parent.name}={file.stem}"
        for file in conf_folder().glob("*/*.yaml")
        if file.parent.name != "hydra"
    )


@pytest.mark.parametrize("suite", [file.stem for file in conf_folder().glob("benchmark/suites/*.yaml")])
def test_every_suite_can_be_added_to_the_benchmark_of_a_run(suite: str) -> None:
    added = f"+benchmark/suites@benchmark.suites.more={suite}"
    by = "benchmark.suites.more.endpoint."
    needed = [f"{by}url=http://127.0.0.1:8000/v1", f"{by}model=judge"] if suite == "judge" else []
    config = compose_job([added, *needed, "benchmark.suites.more.max_tokens=99"])
    assert (config.benchmark.suites["more"].kind, config.benchmark.suites["more"].max_tokens) == (suite, 99)


@pytest.mark.parametrize("choice", every_choice())
def test_every_file_of_conf_composes_and_parses(choice: str) -> None:
    needed = ["data.train_file=rows.jsonl"] if choice in ROW_FILES else []
    config = compose_job([choice, *needed])
    assert config.training.batch_size > 0


def test_every_setting_in_conf_is_explained() -> None:
    for file in conf_folder().glob("*/*.yaml"):
        if file.parent.name not in ("experiment", "hydra"):
            first = file.read_text().splitlines()[0]
            assert first.startswith("# "), file


def test_the_command_line_wins_over_method_and_experiment() -> None:
    config = compose_job(["method=sft", "experiment=quick", "training.max_steps=7"])
    assert config.training.max_steps == 7
    assert config.benchmark.num_items == 40


def test_a_sweep_is_every_combination_in_order() -> None:
    jobs = compose_sweep(["training.lr=1e-4,1e-3", "seed=0,1"]).jobs
    assert [(job.config.training.lr, job.config.seed) for job in jobs] == [
        (1e-4, 0),
        (1e-4, 1),
        (1e-3, 0),
        (1e-3, 1),
    ]


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (["training.lrr=1"], "training.lrr: there is no such setting; did you mean training.lr?"),
        (["+training.lrr=1"], "training.lrr: there is no such setting; did you mean training.lr?"),
        (["training.learning_rate=1e-4"], "did you mean training.lr?"),
        (
            ["method=stf"],
            "method: there is no 'stf' (conf/method/ has: distillation, rlvr, sft); did you mean method=sft?",
        ),
        (["model=qwen3:8b"], "did you mean model=qwen3_8b?"),
        (["training.lr=abc"], "training.lr: must be a valid number, not 'abc'"),
        (["training.lr=1e-4,1e-3"], "training.lr: several values were given; add -m"),
        (["description=(x"], "description: the value '(x' needs quotes"),
        (["nonsense"], "nonsense: this is neither an option nor an override of the form key=value"),
        (
            ["description=my", "long", "run", "seed=1"],
            "long run: this is neither an option nor an override of the form key=value; "
            "a value with spaces needs quotes: 'description=\"my long run\"'",
        ),
        (
            ["seed=1", "training.lr"],
            "training.lr: this is neither an option nor an override of the form key=value; "
            "did you mean training.lr=...?",
        ),
        (["seed"], "did you mean seed=...?"),
        (
            ["data=jsonl", "data.train_file=my (file.jsonl"],
            "data.train_file: the value 'my (file.jsonl' needs quotes for Hydra: "
            "'data.train_file=\"my (file.jsonl\"'",
        ),
        (
            ["data=jsonl", "data.train_file=a.jsonl,b.jsonl"],
            "data.train_file: several values were given; add -m to run one job for each",
        ),
        (
            ["benchmark.suites.solv.max_tokens=9"],
            "benchmark.suites.solv.max_tokens: there is no such setting",
        ),
        (["data=jsonl"], "data.train_file: a value is needed"),
    ],
)
def test_a_mistake_gets_one_clear_message(overrides: list[str], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        compose_job(overrides)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", ["it's (here", '5" (long', "\\frac(", "k=v"])
def test_the_quotes_that_are_proposed_give_the_value(value: str) -> None:
    with pytest.raises(ConfigError, match="needs quotes for Hydra: ") as caught:
        compose_job([f"description={value}"])
    config = compose_job(shlex.split(str(caught.value).partition("for Hydra: ")[2]))
    assert config.description == value


def test_settings_of_a_choice_that_was_refused_are_not_refused_as_well() -> None:
    with pytest.raises(ConfigError) as caught:
        compose_job(["method=rlv", "method.sampling.group_size=4"])
    assert str(caught.value).startswith("method: there is no 'rlv'")
    assert "\n" not in str(caught.value)


def test_mistakes_in_overrides_and_values_are_told_together() -> None:
    with pytest.raises(ConfigError, match="3 mistakes") as caught:
        compose_job(["training.lrr=1", "method=stf", "training.lr=abc"])
    assert len(str(caught.value).splitlines()) == 4


def test_one_wrong_value_refuses_the_whole_sweep() -> None:
    with pytest.raises(ConfigError, match="not 'abc'"):
        compose_sweep(["training.lr=1e-4,abc"])


@pytest.mark.parametrize(
    "value", [f"tml-{KEY}", f"sk-proj-{KEY}_x", f"hf_{KEY}", f"sk-ant-api03-a_{KEY}", "AKIAIOSFODNN7EXAMPLE"]
)
def test_a_key_on_the_command_line_is_refused_and_not_repeated(value: str) -> None:
    with pytest.raises(ConfigError, match="description: the value looks like") as caught:
        refuse_secrets([f"description={value}"])
    assert value not in str(caught.value)
    for argument in (value, f"{value}=", f"{value}==", value[:12]):
        with pytest.raises(ConfigError, match="an argument: the value looks like") as caught:
            refuse_secrets([argument])
        assert value[:12] not in str(caught.value)


@pytest.mark.parametrize(
    "argument",
    [
        *("data.train_file=hf_gsm8k_train.jsonl", "data.train_file=data/sk-algebra-train.jsonl"),
        *(f"data.train_file=hf_{KEY}.jsonl", f"description=task-{KEY}", "method=sft", "--help"),
    ],
)
def test_a_file_or_a_word_is_no_key(argument: str) -> None:
    refuse_secrets([argument])


def test_a_folder_that_exists_is_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(f"hf_{KEY}").mkdir()
    refuse_secrets([f"model.base_model=hf_{KEY}"])


def test_a_folder_of_the_users_own_adds_choices(tmp_path: Path) -> None:
    (tmp_path / "experiment").mkdir()
    (tmp_path / "experiment" / "mine.yaml").write_text("# @package _global_\nseed: 31\n")
    config = compose_job(["experiment=mine"], search_path=str(tmp_path))
    assert config.seed == 31
    check_overrides(["experiment=mine"], search_path=str(tmp_path))
    with pytest.raises(ConfigError, match="there is no 'mine'"):
        compose_job(["experiment=mine"])
    with pytest.raises(ConfigError, match="nowhere: there is no such folder"):
        compose_job([], search_path="nowhere")


@pytest.mark.parametrize("argument", ["training.lr=interval(1e-5,1e-3)", "experiment=glob(*)"])
def test_a_sweep_without_a_list_is_one_clear_mistake(argument: str) -> None:
    with pytest.raises(ConfigError) as caught:
        compose_sweep([argument])
    key = argument.partition("=")[0]
    assert str(caught.value) == f"{argument}: a sweep takes a list of values, such as {key}=a,b,c"
