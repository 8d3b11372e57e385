"""A model's gaps by topic and grade, from what its benchmark found."""

from dataclasses import replace

import pytest

from tests.benchmark.found import found
from tutortrain.benchmark.gaps import find_gaps
from tutortrain.errors import RunError

TOPICS = {"4.NF": (10, 100), "3.OA": (90, 100), "4.NF.B": (5, 10)}


def test_a_gap_is_what_the_shrunk_score_lacks_and_few_items_say_little():
    gaps = find_gaps(found(topics=TOPICS), "topic", "solve/accuracy")
    assert gaps.elsewhere == pytest.approx(0.5)
    assert gaps.size("4.NF") == pytest.approx(0.9, abs=0.01)
    assert gaps.size("3.OA") == pytest.approx(0.1, abs=0.01)
    assert (gaps.by_label["4.NF.B"].score, gaps.by_label["4.NF.B"].num_items) == (0.5, 10)


def test_of_a_score_that_should_be_low_all_of_it_is_a_gap():
    gaps = find_gaps(found(topics=TOPICS), "topic", "leak_rate")
    assert gaps.score == "benchmark/hint/leak_rate"
    assert gaps.size("4.NF") == pytest.approx(0.1, abs=0.01)


def test_a_finer_code_has_the_gap_of_the_nearest_one_above_it_and_an_unknown_topic_that_of_all():
    gaps = find_gaps(found(topics={"4.NF": (0, 90), "4.NF.B": (30, 90)}), "topic", "solve/accuracy")
    assert gaps.size("4.NF.A.1") == gaps.size("4.NF") > gaps.size("4.NF.B") == gaps.size("4.NF.B.3")
    assert gaps.size("geometry") == gaps.size("5.NF") == pytest.approx(150 / 180)


def test_grades_have_gaps_too():
    gaps = find_gaps(found(grades={"1": (80, 100), "6": (20, 100)}), "grade", "accuracy")
    assert gaps.size("6") > 0.78 > 0.22 > gaps.size("1")


@pytest.mark.parametrize(
    ("by", "score", "message"),
    [
        (
            "topic",
            "guidance_rate",
            "guidance_rate: the benchmark of tiny has no such share; it has benchmark/solve",
        ),
        ("topic", "rate", "has no such share"),
        (
            "grade",
            "accuracy",
            "the items of benchmark/solve/accuracy have no grades; benchmark with items that do",
        ),
    ],
)
def test_what_was_not_found_out_is_refused(by, score, message):
    with pytest.raises(RunError, match=message):
        find_gaps(found(topics=TOPICS), by, score)


def test_a_score_that_is_no_share_is_no_gap():
    results = found(topics=TOPICS)
    scores = {name: replace(score, unit="nats") for name, score in results.suites["solve"].scores.items()}
    suites = {**results.suites, "solve": replace(results.suites["solve"], scores=scores)}
    with pytest.raises(RunError, match=r"accuracy: .* no such share; it has benchmark/hint/leak_rate"):
        find_gaps(replace(results, suites=suites), "topic", "accuracy")
