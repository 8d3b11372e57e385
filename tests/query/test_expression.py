import pytest

from tutortrain.errors import QueryError
from tutortrain.query.expression import parse
from tutortrain.query.names import Names


@pytest.fixture
def one(run):
    config = {
        "training.lr": 1e-4,
        "training.warmup": None,
        "method.kind": "rlvr",
        "tags": ["a", "b"],
        "model.lora": True,
    }
    return run(config, {"benchmark/solve/pass@4": 0.5, "eval/loss": float("nan")})


@pytest.fixture
def holds(one):
    """What a condition says of that run; `only.there` is a setting of another."""
    return lambda text, *others: parse(text, Names([one, *others])).holds(one)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("training.lr < 1e-3", True),
        ("training.lr < 1e-4", False),
        ("lr <= 1e-4 and solve > .4", True),
        ("lr < 1e-4 or solve >= 0.5", True),
        ("benchmark/solve/pass@4 == 0.5", True),
        ("0 < lr < 1", True),
        ("1e-3 > lr > 1e-4", False),
        ("not lr > 1e-3", True),
        ("not (lr > 1e-3 or solve > 0.9)", True),
        ("lr > -1", True),
        ("method.kind == 'rlvr'", True),
        ('method.kind != "rlvr"', False),
        ("method.kind in ['sft', 'rlvr']", True),
        ("method.kind not in ('sft', 'rlvr')", False),
        ("'lv' in method.kind", True),
        ("'b' in tags", True),
        ("tags == ['a', 'b']", True),
        ("lora", True),
        ("lora == true and lora != False", True),
        ("lora == 1", False),
        ("attempts == 1.0", True),
        ("warmup == null", True),
        ("lr ==\n  1e-4", True),
        ("name == 'héé' or lr == 1e-4", True),
    ],
)
def test_a_condition_is_true_or_false_of_a_run(holds, text, answer):
    assert holds(text) is answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("only.there > 1", None),
        ("not only.there > 1", None),
        ("only.there != 1", None),
        ("only.there", None),
        ("only.there > 1 and lr > 0", None),
        ("only.there > 1 and lr > 1", False),
        ("only.there > 1 or lr > 0", True),
        ("only.there > 1 or lr > 1", None),
        ("warmup < 3", None),
        ("eval.loss < 3", False),
    ],
)
def test_without_a_value_the_answer_is_unknown_unless_the_rest_decides_it(holds, run, text, answer):
    assert holds(text, run({"only.there": 2})) is answer


@pytest.mark.parametrize(
    ("text", "message", "marks"),
    [
        ("lr < 1 and solv > 0", "no run here has 'solv'; nearest: benchmark.solve.pass@4", "           ^^^^"),
        ("kind == rlvr", "text is written in quotes: 'rlvr'", "        ^^^^"),
        ("lr = 1e-4", "compare with ==", "   ^"),
        ("lr < ", "invalid syntax", "    ^"),
        ("(lr < 1", "'(' was never closed", "^"),
        ("lr", "this is a number and no condition; compare it with something", "^^"),
        ("lr < 'high'", "a number and text have no order", "     ^^^^^^"),
        ("lora < true", "true or false and true or false have no order", "       ^^^^"),
        ("1 in lr", "a number cannot be in a number", "     ^^"),
        ("warmup is null", "`is` compares nothing here; write == or !=", "          ^^^^"),
        ("lr * 2 > 1", "expected a name, a number, text in quotes or a list of them", "^^^^^^"),
        ("kind == 'é' and lrr > 1", "no run here has 'lrr'", "                ^^^"),
    ],
)
def test_a_mistake_is_shown_at_its_place(holds, one, text, message, marks):
    with pytest.raises(QueryError) as raised:
        holds(text)
    first, shown, below = str(raised.value).split("\n")
    assert message in first
    assert (shown, below) == (f"  {text}".rstrip(), f"  {marks}")


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').remove('kept')",
        "open('kept', 'w')",
        "[name for name in (1,)] == 1",
        "(lambda: 1)() == 1",
        "f'{lr}' == ''",
        "lr.__class__ == 1",
        "tags[0] == 'a'",
        "(lr := 3) == 3",
        "9 ** 9 ** 9 > 1",
        "1 if lora else 2",
        "1j == 1",
        "",
        "(" * 500 + "lr" + ")" * 500 + " > 1",
        "-" * 100_000 + "1 < lr",
    ],
)
def test_what_is_no_comparison_is_refused_and_never_executed(holds, tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kept").write_text("mine")
    with pytest.raises(QueryError):
        holds(text)
    assert (tmp_path / "kept").read_text() == "mine"


def test_a_condition_says_which_names_it_asks_for(one):
    where = parse("lr < 1 and solve > 0 and lr > 0", Names([one]))
    assert [name.text for name in where.names] == ["training.lr", "benchmark.solve.pass@4"]
