"""The generated data set: what a reader may rely on, row by row."""

import json
import re
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from random import Random

import pytest

from tutortrain.embedded.fill import numbers_in
from tutortrain.embedded.pools import ITEMS, NAMES
from tutortrain.embedded.problems import TOPICS
from tutortrain.embedded.requests import HINT_REQUEST, SOLVE_REQUEST, ask
from tutortrain.embedded.rows import NUM_ROWS, generate, split_of, stream
from tutortrain.grading.guidance import guides
from tutortrain.grading.lesson import Lesson

TRAIN = generate("train", NUM_ROWS["train"], 0)
HELDOUT = generate("heldout", NUM_ROWS["heldout"], 0)
HINTS = [row for row in TRAIN if row["prompt"] == ask(str(row["problem"]), HINT_REQUEST)]
EQUATION = re.compile(r"(\S+(?: [+×÷-] \S+)+) = (\d+(?:\.\d+)?)")


def value_of(expression: str) -> Fraction:
    """Sums of equal signs only, which is all that a step may hold."""
    first, *rest = expression.split()
    value = Fraction(first)
    for sign, term in zip(rest[::2], rest[1::2], strict=True):
        match sign:
            case "+":
                value += Fraction(term)
            case "-":
                value -= Fraction(term)
            case "×":
                value *= Fraction(term)
            case _:
                value /= Fraction(term)
    return value


def normalised(text: object) -> str:
    return " ".join(re.findall(r"\w+", str(text).lower()))


def test_there_are_as_many_rows_as_promised() -> None:
    assert (len(TRAIN), len(HELDOUT)) == (5000, 400)


def test_grades_are_balanced_and_every_topic_is_well_represented() -> None:
    for rows in (TRAIN, HELDOUT):
        grades = Counter(row["grade"] for row in rows)
        assert sorted(grades) == list("123456")
        assert max(grades.values()) - min(grades.values()) <= 0.01 * len(rows)
        topics = Counter(tuple(row["topic_tags"]) for row in rows)
        assert len(topics) == len(TOPICS) >= 12
        assert min(topics.values()) >= 0.7 * len(rows) / len(TOPICS)


def test_the_pools_are_large_and_hold_nothing_twice() -> None:
    assert len(set(NAMES)) == len(NAMES) >= 40
    assert len(set(ITEMS)) == len(ITEMS) >= 40


@pytest.mark.parametrize("rows", [TRAIN, HELDOUT], ids=["train", "heldout"])
def test_every_equation_is_right_and_the_last_one_is_the_answer(rows: list[dict[str, object]]) -> None:
    for row in rows:
        found = [EQUATION.search(line) for line in str(row["solution"]).splitlines()]
        assert all(found), row
        assert all(match and value_of(match[1]) == Fraction(match[2]) for match in found), row
        assert [match and match[2] for match in found][-1] == row["answer"], row


def test_a_later_step_uses_the_result_of_an_earlier_one() -> None:
    for row in HELDOUT:
        matches = [EQUATION.search(line) for line in str(row["solution"]).splitlines()]
        results = [match[2] for match in matches if match]
        operands = {term for match in matches if match for term in match[1].split()[::2]}
        assert set(results[:-1]) <= operands, row


def test_no_good_reply_names_the_answer() -> None:
    for row in (*HINTS, *HELDOUT):
        assert row["answer"] not in numbers_in(str(row["response"])), row


def test_the_answer_is_not_a_number_of_the_problem() -> None:
    for row in (*TRAIN, *HELDOUT):
        assert row["answer"] not in numbers_in(str(row["problem"])), row


def test_a_good_reply_names_the_first_steps_numbers() -> None:
    for row in (*HINTS, *HELDOUT):
        first = EQUATION.search(str(row["solution"]))
        assert first is not None
        assert set(first[1].split()[::2]) <= set(numbers_in(str(row["response"]))), row


def test_good_replies_guide_and_those_of_other_problems_do_not() -> None:
    lessons = [
        Lesson(problem=str(r["problem"]), answer=str(r["answer"]), solution=str(r["solution"]))
        for r in HELDOUT
    ]
    replies = [str(row["response"]) for row in HELDOUT]
    others = Random(0).sample(replies, len(replies))
    assert sum(map(guides, replies, lessons)) > 0.97 * len(lessons)
    assert sum(map(guides, others, lessons)) < 0.06 * len(lessons)


def test_good_replies_belong_to_their_problems() -> None:
    assert len({row["response"] for row in HINTS}) > 0.98 * len(HINTS)


def test_no_blank_is_left_unfilled_and_no_count_needs_the_singular() -> None:
    for row in (*TRAIN, *HELDOUT):
        text = f"{row['problem']} {row['solution']} {row['response']}"
        assert not re.search(r"[{}]|  ", text), text
        assert not re.search(r"(?<![\d/.])[01] [a-z]", text), text


def test_the_prompt_is_the_problem_and_the_request_for_a_hint() -> None:
    assert all(row["prompt"] == ask(str(row["problem"]), HINT_REQUEST) for row in (*HINTS, *HELDOUT))
    assert len(HINTS) == 4000


def test_every_fifth_training_row_asks_for_the_solution_and_gets_all_of_it() -> None:
    solved = TRAIN[4::5]
    for row in solved:
        assert row["prompt"] == ask(str(row["problem"]), SOLVE_REQUEST)
        assert row["response"] == f"{row['solution']}\nThe answer is {row['answer']}."
    assert len({tuple(row["topic_tags"]) for row in solved}) == len(TOPICS)


def test_train_and_heldout_share_no_problem_whatever_the_case_and_punctuation() -> None:
    trained = {normalised(row["problem"]) for row in TRAIN}
    assert len(trained) == len(TRAIN)
    assert not trained & {normalised(row["problem"]) for row in HELDOUT}


def test_train_and_heldout_share_no_topic_with_the_same_numbers() -> None:
    def keys(rows: list[dict[str, object]]) -> set[tuple[object, ...]]:
        return {
            (*row["topic_tags"], *sorted(numbers_in(f"{row['problem']} {row['solution']}"))) for row in rows
        }  # type: ignore[misc]

    assert not keys(TRAIN) & keys(HELDOUT)


def test_another_seed_draws_other_problems_from_the_same_side() -> None:
    draws = {problem.key for problem, _ in zip(stream("heldout", 7), range(500), strict=False)}
    assert {split_of(key) for key in draws} == {"heldout"}
    assert generate("heldout", 20, 7) != generate("heldout", 20, 0)


def test_a_longer_list_begins_with_the_shorter_one() -> None:
    assert generate("train", 50, 0) == TRAIN[:50]


def test_rows_are_the_same_in_another_process_with_another_hash_seed() -> None:
    program = "import json; from tutortrain.embedded.rows import generate; print(json.dumps(generate('train', 200, 3)))"
    environment = {"PYTHONHASHSEED": "12345"}
    output = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True
    ).stdout
    assert json.loads(output) == generate("train", 200, 3)
