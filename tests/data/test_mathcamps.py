"""MathCAMPS's rows as published: problems by grade and standard, and follow-ups of problems."""

import json

import pytest

from tutortrain.data.load import load
from tutortrain.errors import DataError


def row(name, standard, statement, answer="8", followup_to=None):
    kind = "original-problem" if followup_to is None else "incremental-follow-up"
    return {
        "id": name, "standard": standard, "statement": statement, "answer": answer,
        "type": kind, "followup_to": followup_to,
    }  # fmt: skip


ROWS = [
    row("a", "1.OA.A.1", "Tom has 3 cats and finds 5. How many has he?\n"),
    row("b", "1.OA.A.1", "He gives 2 away. How many are left?", "6", followup_to="a"),
    row("c", "7.NS.A.1-decimal", "What is 9.3 + 17?", "26.3000000000000"),
    row("d", "7.NS.A.1-fraction", "What is 1/2 + 1/3?", "5/6"),
    row("e", "K.CC.C.7", "Compare 3 and 5.", "<"),
]


@pytest.fixture
def read(config, tmp_path):
    """What is trained on of a file with these rows, all of them unless told otherwise."""

    def build(rows=ROWS, **changes):
        path = tmp_path / "mathcamps.json"
        path.write_text(json.dumps(rows))
        given = config(kind="mathcamps", train_file=str(path), **changes)
        dataset = load(given)
        return sorted(dataset.train + dataset.held_out, key=lambda example: example.place)

    return build


def ids(examples):
    return [example.id for example in examples]


def test_a_row_has_its_grade_its_standard_and_a_clean_answer(read):
    first, decimal, fraction, compared = read(request="Help.")
    assert first.problem == "Tom has 3 cats and finds 5. How many has he?"
    assert first.messages[0].content == f"{first.problem}\n\nHelp."
    assert first.response == "The answer is 8."
    assert (first.grade, first.topic_tags, first.answer, first.solution) == ("1", ("1.OA.A.1",), "8", None)
    assert (decimal.grade, decimal.topic_tags) == ("7", ("7.NS.A.1", "7.NS.A.1-decimal"))
    assert [example.answer for example in (decimal, fraction, compared)] == ["26.3", "5/6", "<"]


def test_follow_ups_are_left_out_unless_asked_for(read):
    assert ids(read()) == ["a", "c", "d", "e"]
    assert ids(read(follow_ups=True)) == ["a", "b", "c", "d", "e"]


def test_a_follow_up_stands_below_its_original_and_on_its_side(read):
    follow_up = read(follow_ups=True)[1]
    assert follow_up.problem == (
        "Tom has 3 cats and finds 5. How many has he?\n\nHe gives 2 away. How many are left?"
    )
    assert (follow_up.problem_id, follow_up.answer) == ("a", "6")


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ({"grades": ("7",)}, ["c", "d"]),
        ({"grades": ("K", "1")}, ["a", "e"]),
        ({"standards": ("7.NS.A.1",)}, ["c", "d"]),
        ({"standards": ("7.NS.A.1-decimal", "K.CC.C.7")}, ["c", "e"]),
        ({"grades": ("7",), "standards": ("7.NS.A.1-decimal", "7.NS.A.1-fraction")}, ["c", "d"]),
        ({"grades": ("1", "K"), "follow_ups": True}, ["a", "b", "e"]),
    ],
)
def test_problems_are_chosen_by_grade_and_by_standard(read, wanted, chosen):
    assert ids(read(**wanted)) == chosen


def test_numbers_of_rows_are_counted_after_choosing(config, read):
    assert ids(read(grades=("7",), num_train=1, num_eval=1)) == ["c", "d"]
    with pytest.raises(DataError, match=r"data\.num_train=3, but only 2 rows are there for it"):
        read(grades=("7",), num_train=3)


def test_a_standard_that_the_file_does_not_have_is_refused_with_the_nearest(read):
    with pytest.raises(
        DataError, match=r"data\.standards: .* no problem of 7\.NS\.A\.2 .* it has 7\.NS\.A\.1,"
    ):
        read(standards=("7.NS.A.1", "7.NS.A.2"))
    with pytest.raises(
        DataError, match=r"data\.grades: .* no problem of 4 among those asked for; it has 1, 7, K"
    ):
        read(grades=("4",))
    with pytest.raises(DataError, match=r"data\.standards: .* no problem of 1\.OA\.A\.1"):
        read(grades=("7",), standards=("1.OA.A.1",))


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (row("f", None, "What?"), r"mathcamps\.json:2: `standard` is missing; expected a code such as 4\.NF\.A\.2"),
        (row("f", "1.OA.A.1", "And then?", followup_to="z"), "`followup_to` is 'z'; expected the id of a row above"),
        (row("f", "1.OA.A.1", "What?", answer=8), "`answer` is 8; expected the answer as a string"),
        ("text", "found a string; expected a JSON object with `id`, `standard`"),
    ],
)  # fmt: skip
def test_a_row_of_another_form_is_refused_by_its_place(read, bad, message):
    with pytest.raises(DataError, match=message):
        read([ROWS[0], bad])
