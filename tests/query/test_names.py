import re

import pytest

from tutortrain.compare.settings import MISSING
from tutortrain.errors import QueryError
from tutortrain.query.names import Names
from tutortrain.runs.catalogue import Entry


@pytest.fixture
def one(run, best_loss):
    config = {"training.lr": 1e-4, "data.kind": "embedded", "reward.kind": "answer", "seed": 7}
    final = {
        "train/lr": 5e-5,
        "train/loss": 2.5,
        "eval/loss": 1.5,
        "benchmark/solve/accuracy": 0.4,
        "benchmark/hint/leak_rate": 0.2,
        "benchmark/hint/guidance_rate": 0.6,
        "benchmark/pass_at_k/pass_at_8": 0.9,
    }
    return run(config, final, best_loss(1.25))


@pytest.mark.parametrize(
    ("typed", "full", "value"),
    [
        ("training.lr", "training.lr", 1e-4),
        ("lr", "training.lr", 1e-4),
        ("train.lr", "train.lr", 5e-5),
        ("seed", "seed", 7),
        ("eval/loss", "eval.loss", 1.5),
        ("eval.loss", "eval.loss", 1.5),
        ("best.eval.loss", "best.eval.loss", 1.25),
        ("benchmark/solve/accuracy", "benchmark.solve.accuracy", 0.4),
        ("accuracy", "benchmark.solve.accuracy", 0.4),
        ("solve", "benchmark.solve.accuracy", 0.4),
        ("leak_rate", "benchmark.hint.leak_rate", 0.2),
        ("leak", "benchmark.hint.leak_rate", 0.2),
        ("guidance", "benchmark.hint.guidance_rate", 0.6),
        ("pass_at_8", "benchmark.pass_at_k.pass_at_8", 0.9),
        ("method", "method", "sft"),
        ("trained", "tokens.trained", 1000),
        ("dirty", "git.dirty", False),
    ],
)
def test_a_name_is_a_field_a_setting_a_metric_or_the_end_of_one(one, typed, full, value):
    name = Names([one]).find(typed)
    assert (name.text, name.of(one)) == (full, value)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kind", "data.kind, reward.kind"),
        ("hint", "benchmark.hint.guidance_rate, benchmark.hint.leak_rate"),
        ("loss", "eval.loss, train.loss"),
    ],
)
def test_a_name_that_may_mean_several_is_refused_with_all_of_them(one, typed, meant):
    with pytest.raises(QueryError, match=re.escape(f"'{typed}' may mean {meant}; write more of the name")):
        Names([one]).find(typed)


def test_half_a_word_is_no_name(one):
    with pytest.raises(QueryError, match=r"no run here has 'r'"):
        Names([one]).find("r")


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("training.lrr", "training.lr"),
        ("leak_rat", "benchmark.hint.leak_rate"),
        ("solv", "benchmark.solve.accuracy"),
        ("learning_rate", "training.lr"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(one, typed, nearest):
    with pytest.raises(QueryError, match=rf"no run here has '{typed}'; nearest: {re.escape(nearest)}"):
        Names([one]).find(typed)


def test_names_are_those_of_all_runs_and_each_has_its_own_or_none(one, run, tmp_path):
    other = run({"distillation.mode": "reverse"})
    damaged = Entry(path=tmp_path / "sft_009", manifest=None, problem="torn")
    names = Names([one, other, damaged])
    assert [names.find("mode").of(each) for each in (one, other, damaged)] == [MISSING, "reverse", MISSING]
    assert [names.find("solve").of(each) for each in (other, damaged)] == [MISSING, MISSING]
    assert [names.find("status").of(each) for each in (one, damaged)] == ["completed", "damaged"]
    assert names.find("error.type").of(one) is MISSING
