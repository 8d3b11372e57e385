"""When a reply helps with a step of this problem, and when it only sounds as if it did."""

import time

import pytest

from tests.grading.test_check import HOSTILE
from tutortrain.grading.guidance import guides
from tutortrain.grading.lesson import Lesson

APPLES = Lesson(
    problem="Tom has 3 apples and finds 5 more. How many apples does he have?",
    answer="8",
    solution="Tom has 3 + 5 = 8 apples.",
)
EGGS = Lesson(
    problem=(
        "Janet's ducks lay 16 eggs a day. She eats three and bakes with four. She sells the rest for $2 each. "
        "How much does she make every day?"
    ),
    answer="18",
    solution=(
        "Janet sells 16 - 3 - 4 = <<16-3-4=9>>9 duck eggs a day.\nShe makes 9 * 2 = $<<9*2=18>>18 every day at the market."
    ),
)


@pytest.mark.parametrize(
    "reply",
    [
        "Start from 3 and add 5.",
        "Write 3 + 5 and work it out.",
        "What is the sum of three and five?",
        "How many are 3 apples when 5 more join them?",
        "How many apples does Tom have after he finds 5 more? Start from 3 and add 5.",
    ],
)
def test_naming_an_operation_with_its_quantities_guides(reply: str) -> None:
    assert guides(reply, APPLES)


@pytest.mark.parametrize(
    "reply",
    [
        "How many eggs does Janet sell a day?",
        "Take 3 away from 16 first.",
        "How much does she make at the market?",
        "Could you work out how many duck eggs Janet sells?",
        "Multiply the 9 that are left by 2.",
    ],
)
def test_any_step_may_be_asked_for(reply: str) -> None:
    assert guides(reply, EGGS)


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "What could you do first?",
        "Read the problem again.",
        "What do you know about Janet and her eggs?",
        "How many apples does Tom have after he finds 5 more? Start from 3 and add 5.",
        "Add 3.",
        "Remember 16 and 4.",
        "Janet sells her eggs.",
        "Think about the ducks!",
    ],
)
def test_a_reply_that_fits_any_problem_or_another_one_does_not_guide(reply: str) -> None:
    assert not guides(reply, EGGS)


@pytest.mark.parametrize(
    "reply", ["Add 3 and 5, that is 8.", "3 + 5 = 8", "How many are 3 + 5? It is eight."]
)
def test_help_that_gives_the_answer_away_is_no_guidance(reply: str) -> None:
    assert not guides(reply, APPLES)


@pytest.mark.parametrize("announced", ["The answer is 9.", "Answer: 9", "\\boxed{9}", "#### 9"])
def test_help_that_ends_in_a_wrong_answer_is_no_guidance(announced: str) -> None:
    assert not guides(f"Start from 3 and add 5. {announced}", APPLES)


@pytest.mark.parametrize("heading", ["#### Hint", "#### Step 1: Add", "#### The first thing to do now"])
def test_help_below_a_heading_is_guidance(heading: str) -> None:
    assert guides(f"{heading}\nStart from 3 and add 5.", APPLES)


def test_reading_the_problem_out_again_is_no_guidance() -> None:
    assert not guides(EGGS.problem, EGGS)
    assert not guides("Tom has 3 apples and finds 5 more!", APPLES)


def test_a_step_whose_result_has_been_named_is_finished() -> None:
    question = "How many eggs does Janet sell a day?"
    later = Lesson(
        problem=EGGS.problem, answer="18", solution=EGGS.solution, earlier=("She sells 9 of them.", "Right.")
    )
    assert guides(question, EGGS)
    assert not guides(question, later)
    assert guides("How much does she make at the market?", later)


def test_without_a_worked_solution_there_is_nothing_to_guide_towards() -> None:
    assert not guides("Start from 3 and add 5.", Lesson(problem=APPLES.problem, answer="8"))


@pytest.mark.parametrize(
    ("step", "reply"),
    [
        ("They get 12 / 4 = 3 each.", "Share 12 equally among 4."),
        ("It costs 80,000+50,000=$130,000", "Add $80,000 and $50,000."),
        ("400*.6=240 more", "Multiply 400 by 60%."),
        ("It takes 30/2 = 15 minutes", "Take half of 30."),
        ("200 hours * $50/hour = $10000", "Multiply 200 by 50."),
        ("The square is 5 * 5 = 25", "Multiply 5 by itself."),
        ("He has 7 x .5 = 3.5 left", "What is 7 times 0.5?"),
    ],
)
def test_steps_are_read_as_people_write_them(step: str, reply: str) -> None:
    assert guides(reply, Lesson(problem="A story.", answer="77", solution=step))


@pytest.mark.parametrize("reply", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_reply_or_solution_costs_linear_time(reply: str) -> None:
    started = time.process_time()
    guides(reply, EGGS)
    guides("How many eggs does Janet sell?", Lesson(problem="A story.", answer="8", solution=reply[:50_000]))
    assert time.process_time() - started < 3


def test_five_thousand_replies_take_less_than_a_second() -> None:
    seconds = []
    for first in range(100, 2600, 500):
        days = range(first, first + 500)
        replies = [f"How many eggs does Janet sell on day {n}? Take {n} from 16 and think." for n in days]
        started = time.process_time()
        assert all(guides(reply, EGGS) for reply in replies)
        seconds.append(time.process_time() - started)
    assert min(seconds) < 500 / 5000
