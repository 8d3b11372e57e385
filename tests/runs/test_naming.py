import re

import pytest
from hydra.core.override_parser.overrides_parser import OverridesParser
from hypothesis import given
from hypothesis import strategies as st

from tutortrain.runs.naming import describe, job_name, spell

keys = st.sampled_from(
    ["training.lr", "training.batch_size", "model", "data.train_file", "+a.b", "~data.eval_file"]
)
overrides = st.lists(
    st.builds("{}={}".format, keys, st.text(max_size=30) | st.floats().map(repr)), max_size=8
)


def name(*typed: str, description: str | None = None) -> str:
    return describe(typed, description=description, model="qwen3_8b")


def test_settings_are_named_in_the_order_typed():
    assert name("training.lr=1e-5", "training.batch_size=16") == "lr1e-5_batch-size16"
    assert name("training.batch_size=16", "training.lr=1e-5") == "batch-size16_lr1e-5"


def test_method_and_seed_and_what_is_hydras_are_not_named():
    typed = ["method=sft", "seed=3", "output_root=/tmp/x", "hydra.run.dir=x", "hydra/launcher=joblib",
             "tracking=[wandb,mlflow]", "tracking.wandb.mode=offline"]  # fmt: skip
    assert name(*typed, "training.lr=1e-4") == "lr1e-4"


def test_without_overrides_the_model_names_the_run():
    assert name() == name("seed=1") == "qwen3_8b"


@pytest.mark.parametrize(
    ("values", "spelling"),
    [
        (("1e-5", "1e-05", "0.00001", "1.0E-5", "'1e-5'", "10e-6"), "1e-5"),
        (("16", "16.0", "1.6e1", "1_6", "+16"), "16"),
        (("1000", "1e3"), "1000"),
        (("0.05", "5e-2", ".05"), "0.05"),
        (("0", "-0.0", "0e7"), "0"),
        (("-2.50", "-2.5"), "-2.5"),
        (("true", "True", "TRUE"), "true"),
        (("[q_proj,v_proj]", "[ 'q_proj', \"v_proj\" ]"), "q-proj-v-proj"),
        (("1e-4,1e-3", "0.0001,0.001"), "1e-4-1e-3"),
        (("/data/my rows/train.v2.jsonl", "train.v2.jsonl", "'rows/train.v2.jsonl'"), "train-v2"),
        (("meta-llama/Llama-3.2-1B", "/models/Llama-3.2-1B/"), "llama-3.2-1b"),
        (("qwen3:8b", "qwen3_8b"), "qwen3-8b"),
    ],
)
def test_a_value_has_one_spelling(values, spelling):
    assert {spell(value) for value in values} == {spelling}


def test_a_word_is_set_apart_from_its_key_and_a_number_is_not():
    assert name("training.schedule=cosine", "model=qwen3_8b") == "schedule-cosine_model-qwen3-8b"
    assert name("a.shift=-1", "~data.eval_file") == "shift-1_no-eval-file"


def test_keys_that_end_alike_are_named_in_full():
    assert name("model.name=a", "data.name=b", "training.lr=1") == "model-name-a_data-name-b_lr1"


def test_a_description_takes_the_place_of_the_overrides():
    assert name("training.lr=1", description="Müller's first run_v2!") == "muller-s-first-run_v2"
    assert name("training.lr=1", description="!!!") == "lr1"


def test_text_in_other_scripts_still_tells_runs_apart():
    assert re.fullmatch(r"[0-9a-f]{6}", name(description="模型"))
    assert name(description="模型") != name(description="數據")


def test_a_long_name_is_cut_and_stays_distinct():
    typed = [f"training.setting_number_{number}=1" for number in range(9)]
    first, second = name(*typed), name(*typed[:-1], "training.setting_number_8=2")
    assert len(first) == len(second) == 60
    assert first[:53] == second[:53]
    assert first != second


def test_a_sweeps_jobs_are_numbered_and_name_their_seed():
    assert job_name(3, ["training.lr=0.0001", "seed=1"]) == "3_lr1e-4_seed1"
    assert job_name(0, []) == "0_default"


@given(overrides, st.none() | st.text(max_size=80))
def test_every_path_can_be_typed_back_as_an_override(typed, description):
    directory = name(*typed, description=description)
    assert re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,59}", directory)
    path = f"outputs/sft/sft_001_{directory}/checkpoints"
    (override,) = OverridesParser.create().parse_overrides([f"model.base_model={path}"])
    assert override.value() == path
    assert not override.is_sweep_override()


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_way_to_write_a_number_is_spelt_alike(number):
    assert spell(repr(number)) == spell(f"{number!r:>40}") == spell(repr(number).upper())
    assert float(spell(repr(number))) == pytest.approx(number, rel=1e-12)
