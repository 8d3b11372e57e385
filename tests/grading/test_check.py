"""Where a final answer is found, what it is worth, and what hostile replies cost."""

import time

import pytest

from tutortrain.grading.check import check, equal_answers
from tutortrain.grading.extract import extract

HOSTILE = {
    "a megabyte of braces": "{" * 1_000_000,
    "boxes that never close": "\\boxed{" * 150_000,
    "a megabyte of digits": "9" * 1_000_000,
    "separators without end": ",111" * 250_000,
    "divisions without end": "1/" * 500_000,
    "a tower of powers": r"\boxed{9^{9^{9^{9}}}}",
    "a huge exponent": "The answer is 1e999999999",
    "many answers": "The answer is " * 70_000,
    "spaces": "answer: " + " " * 1_000_000,
    "minus signs": "-" * 1_000_000,
    "NUL bytes": "\x00" * 1_000_000,
    "number words": "five hundred " * 80_000,
    "fractions of fractions": r"\frac{" * 170_000,
}


@pytest.mark.parametrize(
    ("reply", "text", "how"),
    [
        (r"First 3, then \boxed{12}. #### 9", "12", "boxed"),
        (r"\boxed{3} and at last \boxed{\frac{1}{2}}", r"\frac{1}{2}", "boxed"),
        ("So 3 + 5 = 8.\n#### 8", "8", "hashes"),
        ("The answer is $1,200. That took 3 days.", "$1,200", "answer is"),
        ("The answer is 4. No, the answer is 5.", "5", "answer is"),
        ("**Answer:** 18 eggs", "18 eggs", "answer is"),
        ("He had 8 apples and lost 3, so 5 are left.", "5", "last number"),
    ],
)
def test_an_answer_is_found_and_it_is_recorded_how(reply: str, text: str, how: str) -> None:
    found = extract(reply)
    assert found is not None
    assert (found.text, found.how) == (text, how)


@pytest.mark.parametrize(
    ("reply", "how"),
    [
        ("3 + 5 = 8\n#### Final Answer\nThe answer is 8.", "answer is"),
        ("#### Final Answer\n8", "last number"),
        ("#### Step 1: Read 3 and 5\nOne has 3.\n#### Step 2: Add\n3 + 5 = 8", "last number"),
        ("#### Step 2 and the last: add 3 and 5, which gives 8", "last number"),
        ("####\n8", "last number"),
        ("#### 8\n\nI hope this helps.", "hashes"),
        ("#### 8 apples", "hashes"),
        ("#### So 8", "hashes"),
    ],
)
def test_a_heading_is_no_answer(reply: str, how: str) -> None:
    judged = check(reply, "8")
    assert judged.extracted is not None
    assert (judged.verdict, judged.extracted.how) == ("correct", how)


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("#### 70,000", "70000"),
        ("She pays $70,000.", "70000"),
        ("The answer is 3 + 5 = 8", "8"),
        ("The answer is **18** eggs.", "18"),
        (r"\boxed{\frac{3}{4}}", "0.75"),
        (r"\boxed{2\frac{1}{2}}", "2.5"),
        ("The answer is 75%.", "75"),
        ("The answer is -4.", "-4"),
        ("eight", "8"),
        ("The answer is Tuesday.", "tuesday"),
        ("Tuesday", "Tuesday"),
        (r"\boxed{\text{blue}}", "Blue"),
        ("It is 3.0", "3"),
        ("8", "8 apples"),
    ],
)
def test_a_right_answer_is_right_in_any_form(reply: str, answer: str) -> None:
    assert check(reply, answer).verdict == "correct"


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("The answer is 9.", "8"),
        ("The answer is -8.", "8"),
        ("#### 0.3", "1/3"),
        ("The answer is 80.", "8"),
        (r"\boxed{8x}", "8"),
        ("The answer is Monday.", "Tuesday"),
        ("It is 8, that is 8 * 2 = 16", "8"),
        ("The answer is Monday.", "8"),
    ],
)
def test_a_wrong_answer_is_incorrect(reply: str, answer: str) -> None:
    assert check(reply, answer).verdict == "incorrect"


@pytest.mark.parametrize("reply", ["", "I do not know.", "{", "\\boxed{", "####", "The answer is"])
def test_a_reply_without_an_answer_is_unparsed_rather_than_wrong(reply: str) -> None:
    assert check(reply, "8").verdict == "unparsed"


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("0.5", "1/2", True),
        ("$1,200", "1200.00", True),
        ("7 apples", "7", True),
        ("blue", "Blue.", True),
        ("blue", "7", False),
        ("2x", "2", False),
    ],
)
def test_answers_are_equal_as_numbers_or_else_as_text(one: str, other: str, equal: bool) -> None:
    assert equal_answers(one, other) is equal
    assert equal_answers(other, one) is equal


@pytest.mark.parametrize("reply", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_reply_is_judged_in_a_moment(reply: str) -> None:
    started = time.process_time()
    assert check(reply, "8").verdict in ("incorrect", "unparsed")
    assert time.process_time() - started < 0.5


def test_twenty_thousand_checks_take_less_than_a_second() -> None:
    """The best of five rounds, each of other numbers, so that neither a cache nor a busy machine decides."""
    seconds = []
    for first in range(0, 10_000, 2000):
        numbers = range(first, first + 2000)
        replies = [f"They cost {n} dollars each.\n{n} * 3 = {3 * n}\n#### {3 * n:,}" for n in numbers]
        started = time.process_time()
        verdicts = [check(reply, str(3 * n)).verdict for n, reply in zip(numbers, replies, strict=True)]
        seconds.append(time.process_time() - started)
        assert verdicts == ["correct"] * 2000
    assert min(seconds) < 2000 / 20_000


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("The answer is 8, because 17 + 12 = 29.", "8"),
        ("The answer is half of it, which means 38 * 0.5 = 19 pages.", "19"),
        ("Divide both sides: 100/5 = 5A/5 or 20 = A.", "20"),
        ("The answer is 18 - 8 = 10:00 am", "10"),
        ("That is $210 / $350 = 0.60 or 60% off.", "60"),
        ("Week 3:210 pages", "210"),
        ("The answer is negative five.", "-5"),
        ("She has 3 apples and 8 pears", "8"),
        ("\\boxed{1\\,234}", "1234"),
    ],
)
def test_an_answer_in_the_middle_of_talk_is_found(reply: str, answer: str) -> None:
    assert check(reply, answer).verdict == "correct"


@pytest.mark.parametrize(
    "reply",
    [
        "The answer is 8 or 9.",
        "The answer is 7 to 8.",
        "It takes 7 to 8",
        "The answer is 8 + 8.",
        "The answer is 8 plus 1.",
        "The answer is not 8.",
        "The answer isn't 8.",
        "The answer is more than 8.",
        "The answer is 8 hours and 30 minutes.",
        "The answer is 8:30.",
        "The answer is x^8.",
        r"The answer is $\frac{x}{8}$.",
        r"The answer is $8\pi$.",
        "The answer is 8n.",
    ],
)
def test_a_number_that_is_a_part_of_something_else_is_no_answer(reply: str) -> None:
    assert check(reply, "8").verdict == "incorrect"
