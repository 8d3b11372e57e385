from typing import get_args

import pytest

from tutortrain.config.data import Source
from tutortrain.data.load import load
from tutortrain.data.sources import SOURCES
from tutortrain.errors import DataError

QUESTION = "Janet's ducks lay 16 eggs. She eats 3 and bakes with 4. She sells the rest at $2. How much is it?"
STEPS = (
    "Janet sells 16 - 3 - 4 = <<16-3-4=9>>9 eggs.\nShe makes 9 * 2 = $<<9*2=18>>18.\n#### 18",
    "How many eggs does she sell? ** Janet sells 16 - 3 - 4 = <<16-3-4=9>>9 eggs.\n"
    "How many eggs does she sell? ** \n"
    "How much does she make? ** She makes 9 * 2 = $<<9*2=18>>18.\n#### 18",
)


def only_row(config, write, kind, answer, request="Help."):
    path = write("rows.jsonl", {"question": QUESTION, "answer": answer})
    (row,) = load(config(kind=kind, train_file=path, num_train=1, request=request)).train
    return row


def test_gsm8k_is_learning_to_solve(config, write):
    row = only_row(config, write, "gsm8k", STEPS[0])
    assert row.messages[0].content == f"{QUESTION}\n\nHelp."
    assert row.response == "Janet sells 16 - 3 - 4 = 9 eggs.\nShe makes 9 * 2 = $18.\nThe answer is 18."
    assert row.solution == "Janet sells 16 - 3 - 4 = 9 eggs.\nShe makes 9 * 2 = $18."
    assert (row.answer, row.problem) == ("18", QUESTION)


def test_gsm8k_socratic_is_learning_to_ask_and_no_result_is_in_the_response(config, write):
    row = only_row(config, write, "gsm8k_socratic", STEPS[1])
    assert row.response == "How many eggs does she sell?\nHow much does she make?"
    assert row.solution == "Janet sells 16 - 3 - 4 = 9 eggs.\nShe makes 9 * 2 = $18."
    assert row.answer == "18"


def test_without_a_request_the_pupil_says_the_bare_problem(config, write):
    assert only_row(config, write, "gsm8k", STEPS[0], request="").messages[0].content == QUESTION


@pytest.mark.parametrize(
    ("kind", "answer", "message"),
    [
        ("gsm8k", "She makes 18.", "last line `#### <answer>`"),
        ("gsm8k", "#### 18", "last line `#### <answer>`"),
        ("gsm8k", 18, "`answer` is 18; expected worked steps"),
        ("gsm8k_socratic", STEPS[0], r"data=gsm8k reads the other"),
        ("jsonl", STEPS[0], r"data=gsm8k or data=gsm8k_socratic reads such files"),
    ],
)
def test_a_file_of_another_form_is_refused_with_the_source_that_reads_it(
    config, write, kind, answer, message
):
    with pytest.raises(DataError, match=message):
        only_row(config, write, kind, answer)


def test_the_embedded_problems_need_no_file_and_share_none_between_the_sides(config):
    dataset = load(config(kind="embedded", num_train=200, num_eval=50))
    assert (len(dataset.train), len(dataset.held_out)) == (200, 50)
    assert {row.problem for row in dataset.train}.isdisjoint(row.problem for row in dataset.held_out)
    assert all(row.answer and row.solution and row.grade and row.topic_tags for row in dataset.train)
    assert dataset.files["train"].path == "embedded/train"
    assert dataset.files["train"].num_rows == 200


def test_fewer_embedded_rows_are_the_first_of_more(config):
    few, more = (load(config(kind="embedded", num_train=number, num_eval=1)) for number in (5, 20))
    assert few.train == more.train[:5]


def test_the_embedded_data_refuses_a_file_and_says_how_to_read_one(config):
    with pytest.raises(DataError, match=r"data\.train_file=mine\.jsonl: .*add data=jsonl"):
        load(config(kind="embedded", train_file="mine.jsonl"))
    with pytest.raises(DataError, match=r"data\.num_eval=401, but the embedded data has 400"):
        load(config(kind="embedded", num_eval=401))


def test_every_source_of_the_configuration_is_registered():
    assert set(SOURCES) == set(get_args(Source))
