"""`tutortrain data show` and `tutortrain data stats`, as a user meets them."""

import json

import pytest

from tutortrain.cli import main
from tutortrain.cli.data.heat import HeatMap
from tutortrain.cli.data.stats import topics

ROW = {"prompt": "What is 3 + 4?", "response": "Start from 3.", "answer": "7", "grade": "1"}


@pytest.fixture
def rows(here):
    """a.jsonl: four good rows, two of them alike, and a bad one."""
    tagged = ROW | {"prompt": "A half of 8?", "grade": 3, "topic_tags": ["3.NF", "3.NF.A.1", "halves"]}
    (here / "a.jsonl").write_text("\n".join(map(json.dumps, [ROW, tagged, ROW, ROW | {"answer": "8"}, {}])))


@pytest.fixture
def told(capsys):
    """What the command line prints on its way to success."""

    def run(*arguments):
        assert main(arguments) == 0
        return capsys.readouterr().out

    return run


def test_a_conversation_is_shown_with_what_is_learned_marked(rows, told):
    assert told("data", "show", "a.jsonl", "-n", "1").splitlines() == [
        "a.jsonl:1  grade 1 · answer 7  17 tokens, 6 learned",
        "<|user|>What is 3 + 4?<|end|><|assistant|>⟦Start from 3.<|end|>⟧",
        "",
        "tiny, at most 512 tokens: ⟦learned⟧  read  the template's own  ✂ cut off",
    ]


def test_what_the_length_cuts_off_is_marked_and_counted(rows, told):
    shown = told("data", "show", "a.jsonl", "-n", "1", "model.max_length=12")
    assert "17 tokens, 6 learned, 5 cut off (5 of what is learned)" in shown
    assert "⟦Start⟧✂⟦ from 3.<|end|>⟧" in shown


def test_a_row_that_cannot_be_used_is_shown_with_what_is_wrong(rows, told):
    assert told("data", "show", "a.jsonl", "--line", "5").startswith(
        "a.jsonl:5  cannot be used\n`prompt` is missing"
    )


def test_a_terminal_does_not_obey_what_stands_in_a_row(here, told):
    (here / "a.jsonl").write_text(json.dumps(ROW | {"prompt": "\x1b[2Jgone\x07"}))
    assert "␛[2Jgone␇" in told("data", "show", "a.jsonl")


def test_a_file_is_measured(rows, told):
    lines = told("data", "stats", "a.jsonl").splitlines()
    facts = [line.split() for line in lines]
    assert ["rows", "4"] in facts
    assert ["cannot", "be", "used", "1", "`tutortrain", "data", "check`", "says", "why"] in facts
    assert ["problems", "2"] in facts
    assert ["repeat", "an", "earlier", "row", "2", "50.0", "%"] in facts
    assert ["tokens", "68", "17.0", "17", "17", "17", "17", "17", "17"] in facts
    assert ["learned", "24", "6.0", "6", "6", "6", "6", "6", "6"] in facts
    assert lines[-4:] == [
        "                 1    3       all",
        "NF Fractions     ·▒   1         1",
        "halves           ·▒   1         1",
        "no topic     █   3    ·         3",
    ]


def test_codes_of_one_domain_are_one_topic():
    assert topics(["4.NF", "4.NF.A.1", "K.CC", "G", "money", "OAK"]) == ("NF", "CC", "G", "money", "OAK")


@pytest.mark.parametrize("command", ["show", "stats"])
def test_nothing_to_show_and_two_files_are_mistakes(here, capsys, command):
    (here / "a.jsonl").write_text("")
    assert main(["data", command, "a.jsonl"]) == 2
    assert "a.jsonl has no row" in capsys.readouterr().err
    assert main(["data", command, "a.jsonl", "a.jsonl"]) == 2
    assert "give one file, not 2" in capsys.readouterr().err


@pytest.mark.parametrize("width", [80, 120])
def test_a_heat_map_fits_its_terminal_whatever_the_numbers(width):
    grades = {grade: grade for grade in "K12345678"} | {"": "none"}
    counts = {("x", grade): 10 ** min(place, 6) for place, grade in enumerate(grades)}
    heat = HeatMap(counts=counts, rows={"x": "a name " * 20}, columns=grades, width=width, is_coloured=True)
    assert all(len(line) <= width for line in heat.lines())
    assert "1 10 100 1.0k 10k 100k 1.0M 1.0M" in " ".join(heat.lines()[1].plain.split())
