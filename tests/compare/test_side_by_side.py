"""Settings that differ, metrics with a known direction, and the names of runs."""

import math

import pytest

from tutortrain.compare import cells
from tutortrain.compare.metrics import best_index, compare_metrics
from tutortrain.compare.runs import short_names
from tutortrain.compare.settings import MISSING, differing_settings


def test_only_settings_that_differ_are_shown():
    settings = differing_settings(
        [
            {"training.lr": 1e-5, "seed": 0, "model.name": "tiny", "description": "a"},
            {"training.lr": 1e-4, "seed": 0, "model.name": "tiny", "description": "b"},
        ]
    )
    assert [(setting.key, setting.values) for setting in settings] == [("training.lr", (1e-5, 1e-4))]


def test_a_setting_that_a_run_lacks_differs():
    (setting,) = differing_settings([{"method.mode": "on_policy"}, {}])
    assert setting.values == ("on_policy", MISSING)


@pytest.mark.parametrize(
    ("one", "other", "differ"), [(1, 1.0, False), (1, True, True), (None, None, False), ([1], [1, 2], True)]
)
def test_values_are_compared_as_settings(one, other, differ):
    assert bool(differing_settings([{"key": one}, {"key": other}])) is differ


def test_metrics_have_differences_from_the_first_run_and_the_lowest_loss_is_best():
    (loss,) = compare_metrics([{"eval/loss": 1.5}, {"eval/loss": 1.25}, {}])
    assert loss.differences == (0.0, -0.25, None)
    assert loss.best == 1


def test_a_metric_of_unknown_direction_has_no_best():
    (norm,) = compare_metrics([{"train/grad_norm": 1.0}, {"train/grad_norm": 2.0}])
    assert norm.best is None


def test_scores_and_clocks_are_no_metrics():
    assert compare_metrics([{"benchmark/solve/accuracy": 0.5, "time/step": 1.0}]) == ()


def test_nothing_is_best_of_equals_and_nan_never_is():
    assert best_index([1.0, 1.0], higher_is_better=True) is None
    assert best_index([math.nan, 2.0, 1.0], higher_is_better=False) == 2
    assert best_index([0.1, 0.4, None], higher_is_better=True) == 1


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["sft_001_lr1e-5", "sft_002_tiny"], ("sft_001", "sft_002")),
        (["0_seed0", "1_seed1"], ("0", "1")),
        (["sft_001_seed/0_seed0", "sft_002_tiny"], ("sft_001/0", "sft_002")),
        (["sft_001_a", "sft_001_b"], ("sft_001_a", "sft_001_b")),
        (["mine"], ("mine",)),
    ],
)
def test_runs_are_called_by_their_numbers_while_these_tell_them_apart(names, shown):
    assert short_names(names) == shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-05, "1e-05"),
        (True, "true"),
        (None, "null"),
        ([1, "a"], '[1, "a"]'),
        ("tiny", "tiny"),
        (MISSING, "–"),
    ],
)
def test_a_setting_is_shown_as_it_is_typed(value, text):
    assert cells.setting(value) == text


def test_a_p_value_shows_three_decimals():
    assert [cells.p_value(p) for p in (0.0004, 0.0312, 1.0)] == ["<.001", ".031", "1.000"]
