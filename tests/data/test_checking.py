"""What is told of rows of training data, one by one and beside one another."""

from pathlib import Path

import pytest

from tutortrain.data.checking import Check
from tutortrain.data.twins import Twins
from tutortrain.runs.jsonl import BadLine

GOOD = {"prompt": "What is 3 + 4?", "response": "Start from 3.", "answer": "7"}


def found(*files):
    """Kind and place of every finding in files of these rows."""
    check = Check()
    findings = []
    for name, rows in zip("abc", files, strict=False):
        check.begin(Path(name))
        for number, row in enumerate(rows, 1):
            findings += check.look(number, row, lambda row: row)
    findings += check.compare()
    return check, [(finding.kind, finding.place, finding.is_problem) for finding in findings]


def test_every_mistake_of_a_row_is_a_problem_of_its_own_kind():
    check, findings = found([GOOD, {"prompt": "", "grade": [1]}, BadLine("not JSON: a slip, at column 7")])
    assert findings == [
        ("`prompt` is empty", "a:2", True),
        ("`response` is missing", "a:2", True),
        ("`grade`: expected a name or number as a string", "a:2", True),
        ("not JSON: a slip", "a:3", True),
    ]
    assert (check.num_rows, check.num_bad) == (3, 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"grade": [1]}, {"grade": {"a": "b; expected c"}}),
        ({"messages": [{"role": "x", "content": "a"}]}, {"messages": [{"role": "y\n", "content": "b"}]}),
        ({"topic_tags": 1}, {"topic_tags": "2"}),
    ],
)
def test_what_is_wrong_is_counted_by_its_kind_whatever_the_value(one, other):
    _, findings = found([GOOD | one], [GOOD | other])
    kinds = [{kind for kind, place, _ in findings if place == f"{name}:1"} for name in "ab"]
    assert kinds[0] == kinds[1]


def test_a_row_that_was_there_before_is_found_in_another_file_too():
    _, findings = found([GOOD, GOOD | {"prompt": "What else?"}], [GOOD | {"grade": 3}])
    assert findings == [("says the same as an earlier row", "b:1", False)]


def test_two_answers_to_one_problem_contradict_each_other_and_a_missing_one_contradicts_nobody():
    rows = [GOOD, GOOD | {"response": "Think.", "answer": "8"}, {**GOOD, "response": "Hm?", "answer": None}]
    _, findings = found(rows)
    assert findings == [("has another answer than an earlier row to the same problem", "a:2", False)]


@pytest.mark.parametrize(
    ("request_", "response", "gives_away"),
    [
        ("A hint, please.", "Start from 3 and count 4 on.", False),
        ("A hint, please.", "It is 7.", True),
        ("Solve it.", "It is 7.", False),
        ("A hint, please.", "What is 17 - 10?", False),
    ],
)
def test_a_hint_that_gives_the_answer_away_is_worth_a_look(request_, response, gives_away):
    _, findings = found([GOOD | {"prompt": f"What is 3 + 4? {request_}", "response": response}])
    assert [kind for kind, _, _ in findings] == ["asked for a hint, gives the answer away"] * gives_away


def test_letters_that_were_lost_are_worth_a_look():
    _, findings = found([GOOD | {"response": "It costs \ufffd5."}])
    assert [kind for kind, _, _ in findings] == ["holds U+FFFD, which stands where a letter was lost"]


def test_rows_without_a_reply_are_counted_and_are_no_problem():
    check, findings = found([{"prompt": "What is 3 + 4?", "answer": "7"}])
    assert (check.num_unanswered, check.num_bad, findings) == (1, 0, [])


def test_twins_come_in_order_with_the_first_of_their_kind():
    twins = Twins()
    for key in "abcabba":
        twins.add(key)
    assert list(twins.pairs()) == [(3, 0), (4, 1), (5, 1), (6, 0)]
    assert list(Twins().pairs()) == []
