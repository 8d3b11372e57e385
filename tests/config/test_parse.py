"""A configuration is parsed once, and everything wrong with it is said at once."""

import copy
from typing import Any

import pytest

from tutortrain.compose.jobs import compose_job, conf_folder
from tutortrain.config.keys import all_keys, nearest_key
from tutortrain.config.parse import parse, try_parse
from tutortrain.errors import ConfigError
from tutortrain.runs.manifest import flatten


@pytest.fixture(scope="module")
def defaults() -> dict[str, Any]:
    config = compose_job([])
    return unflatten(flatten(config))


def unflatten(flat: dict[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for path, value in flat.items():
        *groups, leaf = path.split(".")
        place = nested
        for group in groups:
            place = place.setdefault(group, {})
        place[leaf] = value
    return nested


def changed(defaults: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    raw = copy.deepcopy(defaults)
    *groups, leaf = path.split(".")
    place = raw
    for group in groups:
        place = place[group]
    place[leaf] = value
    return raw


def test_the_defaults_parse_to_themselves(defaults: dict[str, Any]) -> None:
    assert unflatten(flatten(parse(defaults))) == defaults


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("training.lr", "abc", "training.lr: must be a valid number, not 'abc'"),
        ("training.lr", -1.0, "training.lr: must be greater than 0, not -1.0"),
        ("training.batch_size", 1.5, "training.batch_size: must be a valid integer"),
        ("training.max_steps", "None", "(write null for nothing)"),
        ("training.schedule", "cosin", "did you mean cosine?"),
        ("training.lora.targets", "al-linear", "training.lora.targets: expected 'all-linear'"),
        ("benchmark.suites.solve.kind", "solv", "benchmark.suites.solve.kind: expected 'solve', 'pass_at_k', 'hint', 'mistake', 'socratic', 'retention', 'judge', not 'solv'"),
        ("benchmark.suites.hint.max_tokens", "a", "benchmark.suites.hint.max_tokens: must be a valid integer"),
        ("training", 3, "training: this is a group of settings"),
        ("seed", float("nan"), "seed: must be a finite number"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_by_its_dotted_path(
    defaults: dict[str, Any], path: str, value: object, said: str
) -> None:
    config, mistakes = try_parse(changed(defaults, path, value))
    assert config is None
    assert len(mistakes) == 1
    assert said in mistakes[0]


def test_a_value_left_out_is_asked_for(defaults: dict[str, Any]) -> None:
    _, mistakes = try_parse(changed(defaults, "data.train_file", "???"))
    assert mistakes == ["data.train_file: a value is needed; add data.train_file=..."]


def test_all_mistakes_are_in_one_message(defaults: dict[str, Any]) -> None:
    raw = changed(defaults, "training.lr", "abc")
    raw["training"]["lrr"] = 1
    raw["model"]["base_model"] = "???"
    raw["data"]["on_too_long"] = "eror"
    with pytest.raises(ConfigError) as caught:
        parse(raw)
    message = str(caught.value)
    assert message.startswith("4 mistakes in the configuration:")
    for path in ("training.lr:", "training.lrr:", "model.base_model:", "data.on_too_long:"):
        assert path in message


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("training.lrr", "training.lr"),
        ("training.learning_rate", "training.lr"),
        ("lr", "training.lr"),
        ("batch_size", "training.batch_size"),
        ("training.batchsize", "training.batch_size"),
        ("data.trainfile", "data.train_file"),
        ("training.rank", "training.lora.rank"),
        ("training.wd", "training.adam.weight_decay"),
        ("entirely.different", None),
    ],
)
def test_the_nearest_setting_is_found(typed: str, meant: str | None) -> None:
    assert nearest_key(typed) == meant


def test_what_follows_from_other_settings_cannot_be_set(defaults: dict[str, Any]) -> None:
    raw = copy.deepcopy(defaults)
    raw["model"]["name"] = "mine"
    _, mistakes = try_parse(raw)
    assert mistakes == [
        "model.name: this cannot be set; it follows from model.base_model; description=... names the run"
    ]


def test_an_ollama_style_name_means_its_hub_id(defaults: dict[str, Any]) -> None:
    assert parse(changed(defaults, "model.base_model", "qwen3:8b")).model.base_model == "Qwen/Qwen3-8B"


@pytest.fixture(scope="module")
def mathcamps(defaults: dict[str, Any]) -> dict[str, Any]:
    own = {"kind": "mathcamps", "grades": None, "standards": None, "follow_ups": False}
    return changed(defaults, "data", defaults["data"] | own)


def test_a_setting_of_one_source_is_refused_by_the_others(defaults: dict[str, Any]) -> None:
    _, mistakes = try_parse(changed(defaults, "data.grades", ["1"]))
    assert mistakes == ["data.grades: only data=mathcamps has this setting"]


def test_grades_are_names_though_people_write_numbers(mathcamps: dict[str, Any]) -> None:
    parsed = parse(changed(mathcamps, "data.grades", ["K", 1, 8]))
    assert parsed.data == parse(changed(mathcamps, "data.grades", ["K", "1", "8"])).data
    assert flatten(parsed)["data.grades"] == ["K", "1", "8"]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        (
            "data.grades",
            [1, 9],
            "data.grades: expected 'K', '1', '2', '3', '4', '5', '6', '7' or '8', not '9'",
        ),
        ("data.grades", [], "data.grades: Tuple must have at least 1 item"),
        ("data.standards", "4.NF", "data.standards: must be a valid tuple, not '4.NF'"),
        (
            "data.kind",
            "mathcamp",
            "data.kind: expected 'embedded', 'jsonl', 'gsm8k', 'gsm8k_socratic', 'svamp', 'mathdial', "
            "'stepverify', 'bridge', 'mathcamps'",
        ),
    ],
)
def test_what_mathcamps_cannot_choose_by_is_refused(
    mathcamps: dict[str, Any], key: str, value: object, said: str
) -> None:
    _, (mistake,) = try_parse(changed(mathcamps, key, value))
    assert said in mistake


def test_every_setting_has_its_default_in_conf() -> None:
    leaves = {key for key in all_keys() if not any(other.startswith(f"{key}.") for other in all_keys())}
    written: set[str] = set()
    for file in (
        file for group in ("data", "method", "backend") for file in conf_folder().glob(f"{group}/*.yaml")
    ):
        choice = f"{file.parent.name}={file.stem}"
        config = compose_job([choice, "data.train_file=rows"])
        written |= flatten(config).keys()
    assert not [leaf for leaf in leaves if not any(f"{key}.".startswith(f"{leaf}.") for key in written)]
