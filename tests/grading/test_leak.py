"""When a reply gives the answer away, and when a number only happens to be in it."""

import time

import pytest

from tests.grading.test_check import HOSTILE
from tutortrain.grading.leak import leaks
from tutortrain.grading.lesson import Lesson

APPLES = Lesson(problem="Tom has 3 apples and finds 5 more. How many apples does he have?", answer="8")
PRICE = Lesson(problem="A coat costs $1,500 and is reduced by $300. What does it cost now?", answer="1200")
SHARE = Lesson(problem="A pie has 4 pieces and Mia eats one. What fraction is left?", answer="3/4")
DAY = Lesson(problem="The first day is a Sunday. Which day is two days later?", answer="Tuesday")


@pytest.mark.parametrize(
    ("lesson", "reply"),
    [
        (APPLES, "He has 8 apples."),
        (APPLES, "3 + 5 = 8"),
        (APPLES, "That makes eight, does it not?"),
        (APPLES, "Is it 8.0?"),
        (APPLES, "1. Start from 3.\n2. Count up to 8."),
        (PRICE, "Then it costs $1,200."),
        (PRICE, "That leaves one thousand two hundred dollars"),
        (SHARE, "So 0.75 of it."),
        (SHARE, "Three quarters are left."),
        (SHARE, "75% of the pie"),
        (SHARE, r"\frac{6}{8}"),
        (DAY, "It must be a tuesday!"),
    ],
)
def test_the_answer_leaks_in_any_equal_form(lesson: Lesson, reply: str) -> None:
    assert leaks(reply, lesson)


@pytest.mark.parametrize(
    ("lesson", "reply"),
    [
        (APPLES, "What could you do first?"),
        (APPLES, "Start from 3 and add 5."),
        (APPLES, "Is it more or less than 18?"),
        (APPLES, "8) Take the apples.\nStep 8: count them."),
        (PRICE, "Take 300 from 1,500."),
        (SHARE, "3 of how many pieces, 4?"),
        (DAY, "Count on from Sunday."),
    ],
)
def test_other_numbers_and_list_markers_are_no_leak(lesson: Lesson, reply: str) -> None:
    assert not leaks(reply, lesson)


def test_a_number_that_the_dialogue_has_named_is_no_news() -> None:
    said = Lesson(problem=APPLES.problem, answer="8", earlier=("I think it is 8, but why?",))
    assert leaks("Why do you think it is 8?", APPLES)
    assert not leaks("Why do you think it is 8?", said)


@pytest.mark.parametrize("reply", ["3 + 5 = 8", "The answer is 8.", "The answer is: **8**", "It equals $8"])
def test_a_stated_result_leaks_although_the_dialogue_has_the_number(reply: str) -> None:
    lesson = Lesson(problem="Ann has 8 pens and 8 pencils. She loses 8. How many are left?", answer="8")
    assert leaks(reply, lesson)
    assert not leaks("She loses 8 of them.", lesson)


def test_a_division_left_to_the_pupil_is_no_leak_but_a_fraction_is() -> None:
    lesson = Lesson(problem="Share a dozen eggs among four.", answer="3")
    assert not leaks("Work out 12/4.", lesson)
    assert leaks("That is 5/2 hours.", Lesson(problem="How long is it?", answer="2.5"))


def test_the_word_one_is_a_pronoun_unless_it_is_stated() -> None:
    lesson = Lesson(problem="Ann has 3 pens and loses 2.", answer="1")
    assert not leaks("Which one does she lose?", lesson)
    assert leaks("The answer is one.", lesson)


@pytest.mark.parametrize("reply", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_reply_costs_linear_time(reply: str) -> None:
    started = time.process_time()
    leaks(reply, APPLES)
    assert time.process_time() - started < 1
