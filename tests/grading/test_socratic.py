"""Leading by questions: what only asks, and which steps are asked about."""

import time

import pytest

from tutortrain.grading.lesson import Lesson
from tutortrain.grading.socratic import coverage, only_asks

DUCKS = Lesson(
    problem="Janet's ducks lay 16 eggs. She eats 3 and bakes with 4. She sells the rest at $2. How much is it?",
    answer="18",
    solution="Janet sells 16 - 3 - 4 = 9 eggs.\nShe makes 9 * 2 = $18 at the market.",
)
SOLD = "How many eggs does Janet sell?"
MADE = "How much does she make at the market?"


@pytest.mark.parametrize(
    "reply",
    [SOLD, f"{SOLD}\n{MADE}", f"1. {SOLD}\n2) {MADE}", f"- **{SOLD}**\n* {MADE}", '"What now?"'],
)
def test_questions_one_a_line_or_in_a_list_are_questions_only(reply):
    assert only_asks(reply)


@pytest.mark.parametrize(
    "reply",
    ["", "  \n", "Janet sells 9 eggs.", f"{SOLD} She sells 9.", f"Good.\n{SOLD}", "Is it? Yes", "123"],
)
def test_whatever_is_told_beside_the_questions_is_seen(reply):
    assert not only_asks(reply)


@pytest.mark.parametrize(
    ("reply", "share"),
    [
        ("", 0.0),
        ("What do you need to find out first?", 0.0),
        ("How much is it?", 0.0),
        (SOLD, 0.5),
        (MADE, 0.5),
        (f"1. {SOLD}\n2. {MADE}", 1.0),
        (f"{MADE} {SOLD}", 1.0),
        (f"{SOLD}\n{SOLD}", 0.5),
        ("Can you take 3 and 4 away from 16? What is 9 times 2?", 1.0),
        ("Janet sells 16 - 3 - 4 = 9 eggs. She makes 9 * 2 = $18.", 0.0),
    ],
)
def test_coverage_is_the_share_of_steps_that_a_question_asks_about(reply, share):
    assert coverage(reply, DUCKS) == share


def test_one_question_stands_for_one_step_however_many_it_fits():
    twice = Lesson(
        problem="Tom reads 3 pages, then 5, then 4.",
        answer="12",
        solution="Tom reads 3 + 5 = 8 pages.\nTom reads 8 + 4 = 12 pages.",
    )
    question = "How many pages does Tom read?"
    assert coverage(question, twice) == 0.5
    assert coverage(f"{question} {question}", twice) == 1.0
    assert coverage(f"{question} What is 8 + 4?", twice) == 1.0
    assert coverage(f"What is 8 + 4? {question}", twice) == 1.0


def test_a_step_whose_result_was_named_before_need_not_be_asked_about():
    later = Lesson(
        problem=DUCKS.problem, answer="18", solution=DUCKS.solution, earlier=("How many?", "She sells 9.")
    )
    assert coverage(MADE, later) == 1.0
    assert coverage("What now?", Lesson(problem="Tom has 3.", answer="3")) == 0.0


def test_hostile_replies_are_judged_in_no_time():
    began = time.perf_counter()
    for text in ("?", f"{SOLD} ", "1. ", "How many eggs 16 - 3?\n"):
        coverage(text * 50_000, DUCKS)
        only_asks(text * 50_000)
    assert time.perf_counter() - began < 4
