"""Which step a reply blames, in the words that models use."""

import time

import pytest

from tutortrain.grading.check import check
from tutortrain.grading.location import locate


@pytest.mark.parametrize(
    ("reply", "step"),
    [
        ("Step: 2\nThe answer is 12.", 2),
        ("**Step: 2**\nThe answer is 12.", 2),
        ("step = 0", 0),
        ("Step number: 3", 3),
        ("The first wrong step is 2. The answer is 12.", 2),
        ("The first wrong step is step 2.", 2),
        ("Step: 1? No. Step: 2", 2),
        ("Step: none\nThe answer is 12.", 0),
        ("Step 2 is wrong, since 25 + 15 = 40. The answer is 12.", 2),
        ("Step 1 is right. Step 2 has a small mistake, and step 3 is wrong too.", 2),
        ("Step 1 is not wrong, but step 3 contains an error.", 3),
        ("The mistake is in step 3.", 3),
        ("2\nThe answer is 12.", 2),
        ("0", 0),
        ("There is no mistake. The answer is 12.", 0),
        ("None of the steps is wrong.", 0),
        ("All steps are correct. The answer is 12.", 0),
    ],
)
def test_a_step_is_found_by_its_label_by_blame_or_alone(reply, step):
    assert locate(reply).step == step


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "The answer is 12.",
        "Step 1: 25 + 15 = 40. Step 2: 40 × 2 = 80. The answer is 80.",
        "Step: 25 + 15 = 40",
        "The first step is 2 times 9.",
        "12 apples are left.",
        "Start from 3 and add 5.",
    ],
)
def test_a_reply_that_works_the_problem_names_no_step(reply):
    assert locate(reply).step is None


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("Step: 2\nThe answer is 12.", "correct"),
        ("Step: 12", "unparsed"),
        ("12", "unparsed"),
        ("Step 12 is wrong.", "unparsed"),
        ("The answer is 12.\nStep: 2", "correct"),
        ("Step 2 is wrong: 5 + 7 = 12", "correct"),
    ],
)
def test_the_number_of_the_step_is_never_taken_for_the_answer(reply, verdict):
    assert check(locate(reply).rest, "12").verdict == verdict


def test_hostile_replies_are_read_in_no_time():
    began = time.perf_counter()
    for text in ("step 1 is ", "step ", "step 1 is a ", "no ", "wrong ", "* ", "1", "a"):
        locate(text * 100_000)
    assert time.perf_counter() - began < 2
