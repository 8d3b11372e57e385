"""A made mistake is where it is said to be: what comes before is right, and what follows carries it on."""

import re
from collections import Counter
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmark.conftest import make_example
from tutortrain.benchmark.slips import with_mistake, without_mistake
from tutortrain.data.sources.embedded import held_out_problems
from tutortrain.embedded.fill import draw_problem, numbers_in
from tutortrain.embedded.problems import TOPICS

HELD_OUT = held_out_problems()
WORK = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "×": lambda a, b: a * b,
    "÷": lambda a, b: a / b,
}


def read(line):
    """Operands, sign and result of a line's only equation, by the spaces that the embedded stories put."""
    sum_, _, after = line.partition(" = ")
    found = re.search(r"\S+(?: [+×÷-] \S+)+$", sum_)
    terms = found[0].split()
    return [Decimal(term) for term in terms[::2]], terms[1], Decimal(numbers_in(after)[0])


def is_true(line):
    operands, sign, result = read(line)
    value = operands[0]
    for operand in operands[1:]:
        value = WORK[sign](value, operand)
    return value == result


def check_that_exactly_this_step_is_the_first_wrong_one(item):
    right, place = item.solution.splitlines(), item.mistake - 1
    *steps, last = item.attempt
    assert len(steps) == len(right)
    assert steps[:place] == right[:place]
    assert read(steps[place])[0] == read(right[place])[0], "the pupil had the right numbers"
    assert read(steps[place])[2] != read(right[place])[2]
    assert is_true(steps[place]) == (read(steps[place])[1] != read(right[place])[1])
    ours, theirs = [read(line)[2] for line in right], [read(line)[2] for line in steps]
    now = dict(zip(ours, theirs, strict=True))
    for number in range(place + 1, len(right)):
        operands, sign, _ = read(right[number])
        wanted = [now[one] if one in ours[:number] else one for one in operands]
        assert read(steps[number])[:2] == (wanted, sign)
        assert is_true(steps[number])
    assert last == f"The answer is {theirs[-1]}."
    assert theirs[-1] != Decimal(item.answer)
    assert min(theirs) > 0


@given(st.sampled_from(TOPICS), st.integers(min_value=0, max_value=10**9))
def test_exactly_the_step_that_is_said_is_the_first_wrong_one(topic, seed):
    problem = draw_problem(Random(seed), topic)
    item = with_mistake(make_example(seed, problem.text, problem.answer, problem.solution, "Add."))
    if item is not None:
        check_that_exactly_this_step_is_the_first_wrong_one(item)


def test_nearly_every_held_out_problem_gets_a_mistake_in_any_step_and_of_both_kinds():
    made = [item for row in HELD_OUT if (item := with_mistake(row)) is not None]
    assert len(made) == 386
    assert Counter(item.mistake for item in made) == {1: 262, 2: 115, 3: 9}
    slips = sum(not is_true(item.attempt[item.mistake - 1]) for item in made)
    assert 0.4 < slips / len(made) < 0.7
    for item in made:
        check_that_exactly_this_step_is_the_first_wrong_one(item)


def test_the_same_problem_always_gets_the_same_mistake_wherever_it_lies():
    first, again = with_mistake(HELD_OUT[7]), with_mistake(held_out_problems()[7])
    assert (first.attempt, first.mistake) == (again.attempt, again.mistake)


def test_the_right_attempt_is_the_solution_and_another_item():
    item = without_mistake(HELD_OUT[7])
    assert item.attempt == (*HELD_OUT[7].solution.splitlines(), f"The answer is {HELD_OUT[7].answer}.")
    assert (item.mistake, item.problem_id) == (0, HELD_OUT[7].problem_id)
    assert item.id != HELD_OUT[7].id


@pytest.mark.parametrize(
    ("problem", "solution", "answer"),
    [
        ("Tom has 3 and 5.", "Tom has eight.", "8"),
        ("Tom has 3 and 5.", "Tom has 3 + 5 = 9.", "9"),
        ("Tom has 3 and 5.", "Tom has 3 + 5 = 8.", "9"),
        ("Tom has 3 and 5.", "Tom has 3 + 5 = 8, so 8 = 8.", "8"),
        ("Tom has 3 and 5, Mia 8.", "Tom has 3 + 5 = 8.\nBoth have 8 + 8 = 16.", "16"),
        ("Tom has 3 and 5.", "Tom has 3 + 5 = 8.\nThat is all.", "8"),
        ("Tom has $1,003 and $5.", "Tom has $1,003 + $5 = $1,008.", "1008"),
        ("Tom has 0 and 5.", "Tom has 0 ÷ 5 = 0.", "0"),
    ],
)
def test_a_solution_that_cannot_be_followed_gets_no_mistake(problem, solution, answer):
    assert with_mistake(make_example(1, problem, answer, solution, "Add.")) is None


def test_what_a_later_sentence_says_of_an_earlier_result_changes_with_it():
    item = with_mistake(
        make_example(
            5,
            "Tom has 20 and 5. He sells a fifth.",
            "20",
            "He has 20 + 5 = 25.\nOf the 25 he sells 25 ÷ 5 = 5.\nSo of 25 he keeps 25 - 5 = 20.",
            "Add.",
        )
    )
    assert item is None, "5 and 20 are given, and results, too"
    item = with_mistake(
        make_example(
            1,
            "Tom has 30 and 12. He gives half away and finds 4.",
            "25",
            "He has 30 + 12 = 42.\nOf the 42 he keeps 42 ÷ 2 = 21.\nWith 4 more he has 21 + 4 = 25.",
            "Add.",
        )
    )
    assert item.mistake == 1
    result = read(item.attempt[0])[2]
    assert item.attempt[1].startswith(f"Of the {result} he keeps {result} ÷ 2")
