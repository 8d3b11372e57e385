"""The labelled sample, our own and anybody's."""

import json
from collections import Counter

import pytest

from tutortrain.benchmark.judging.labelled import read_labelled
from tutortrain.benchmark.suites.tutoring import lesson_of
from tutortrain.embedded.requests import HINT_REQUEST
from tutortrain.errors import DataError
from tutortrain.grading.leak import leaks

ROW = {"prompt": "2 + 3?", "response": "Count on.", "answer": "5", "solution": "2 + 3 = 5", "label": "good"}


def test_our_own_sample_has_every_label_a_third_of_the_time():
    sample = read_labelled(None)
    assert Counter(one.label for one in sample) == {"good": 14, "leaks": 13, "unhelpful": 13}
    assert len({one.case.item.problem_id for one in sample}) == 10
    assert all(one.case.said[-1].content.endswith(HINT_REQUEST) for one in sample)
    assert all(one.case.item.answer and one.case.item.solution for one in sample)


def test_the_rule_finds_the_leaks_that_say_the_answer():
    """What is said in other words ("one less than 20") it misses, and it raises no false alarm."""
    found = Counter(
        (one.label, leaks(one.case.reply, lesson_of(one.case.item))) for one in read_labelled(None)
    )
    assert found == {
        ("good", False): 14,
        ("leaks", True): 11,
        ("leaks", False): 2,
        ("unhelpful", False): 13,
    }


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"label": "fine"}, "`label` is 'fine'; expected one of good, leaks, unhelpful"),
        ({"label": None}, "`label` is missing; expected one of good, leaks, unhelpful"),
        ({"response": None}, "there is no `response`; expected the reply that the label is about"),
    ],
)
def test_a_row_without_a_label_or_a_reply_is_named(tmp_path, change, complaint):
    file = tmp_path / "mine.jsonl"
    bad = {key: value for key, value in {**ROW, **change}.items() if value is not None}
    file.write_text("\n".join(json.dumps(row) for row in (ROW, bad)))
    with pytest.raises(DataError) as refused:
        read_labelled(str(file))
    assert f"mine.jsonl:2: {complaint}" in str(refused.value)


def test_a_file_that_is_not_there_or_holds_nothing_is_named(tmp_path):
    with pytest.raises(DataError, match=r"mine\.jsonl cannot be read"):
        read_labelled(str(tmp_path / "mine.jsonl"))
    (tmp_path / "mine.jsonl").write_text("\n")
    with pytest.raises(DataError, match="has no labelled reply"):
        read_labelled(str(tmp_path / "mine.jsonl"))
