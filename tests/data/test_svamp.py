"""SVAMP's rows as published, and rows that are not."""

import json

import pytest

from tutortrain.data.load import load
from tutortrain.errors import DataError

ROW = {
    "ID": "chal-1",
    "Body": "Each pack of dvds costs 76 dollars. If there is a discount of 25 dollars on each pack",
    "Question": "How much do you have to pay to buy each pack?",
    "Equation": "( 76.0 - 25.0 )",
    "Answer": 51.0,
    "Type": "Subtraction",
}


@pytest.fixture
def only_row(config, tmp_path):
    """ROW with these changes, read from a file that holds nothing else."""

    def read(request="Help.", **changes):
        path = tmp_path / "SVAMP.json"
        path.write_text(json.dumps([ROW | changes], indent=4))
        (row,) = load(config(kind="svamp", train_file=str(path), num_train=1, request=request)).train
        return row

    return read


def test_the_response_is_the_equation_and_the_answer(only_row):
    row = only_row()
    assert row.response == "76 - 25 = 51\nThe answer is 51."
    assert (row.solution, row.answer, row.id) == ("76 - 25 = 51", "51", "chal-1")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("Tom has 3 cats.", "Tom has 3 cats. How many paws?"),
        ("Tom is in. If he has 3 cats", "Tom is in. If he has 3 cats, how many paws?"),
        ("Tom is in. Then he got 3 cats", "Tom is in. Then he got 3 cats. How many paws?"),
    ],
)
def test_the_problem_is_the_story_and_the_question_in_whole_sentences(only_row, body, problem):
    row = only_row(Body=body, Question="How many paws?")
    assert row.problem == problem
    assert row.messages[0].content == f"{problem}\n\nHelp."


@pytest.mark.parametrize(
    ("equation", "answer", "solution"),
    [
        ("( ( 4.0 + 2.0 ) * 3.0 )", 18.0, "(4 + 2) * 3 = 18"),
        ("( ( 10.0 - 2.0 ) - 3.0 )", 5.0, "10 - 2 - 3 = 5"),
        ("( 1.0 / 8.0 )", 0.125, "1 / 8 = 0.125"),
        ("( 0.1 + 0.2 )", 0.3, "0.1 + 0.2 = 0.3"),
        ("( 4701.0 * 4699.0 )", 22089999, "4701 * 4699 = 22089999"),
    ],
)
def test_an_equation_is_written_as_people_do(only_row, equation, answer, solution):
    assert only_row(Equation=equation, Answer=answer).solution == solution


@pytest.mark.parametrize("equation", ["( ( 4.0 - 2.0 ) + 3.0 )", "1.0"])
def test_an_equation_that_does_not_give_the_answer_is_no_solution(only_row, equation):
    row = only_row(Equation=equation, Answer=1.0)
    assert row.solution is None
    assert row.response == "The answer is 1."


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Equation": "( 3.0 - "}, r"SVAMP\.json:1: `Equation` is '\( 3\.0 - '; expected arithmetic"),
        ({"Equation": "( 3.0 / 0.0 )"}, "expected arithmetic such as"),
        ({"Equation": "9 ** 9 ** 9"}, "expected arithmetic such as"),
        ({"Equation": "print(1) + 1"}, "expected arithmetic such as"),
        ({"Answer": None}, "`Answer` is null; expected the answer as a number"),
        ({"Answer": float("nan")}, "`Answer` is null; expected the answer as a number"),
        ({"Answer": "many"}, "`Answer` is 'many'; expected the answer as a number"),
        ({"Body": "", "Question": None}, "`Body` is empty; expected the story; `Question` is missing"),
    ],
)
def test_a_row_of_another_form_is_refused_by_its_place(only_row, changes, message):
    with pytest.raises(DataError, match=message):
        only_row(**changes)
