"""Topics have the shares that they are given, and no row is drawn twice."""

from collections import Counter

import pytest

from tutortrain.data.drawing import NONE, Drawing

TOPICS = ["common"] * 900 + ["rare"] * 80 + ["rarest"] * 20


@pytest.fixture
def drawing():
    """Rows of three topics, all of one after all of another."""
    made = Drawing()
    for topic in TOPICS:
        made.add([topic])
    return made


def counts(drawing, num, weights, num_seeds=1):
    return Counter(TOPICS[row] for seed in range(num_seeds) for row in drawing.draw(num, weights, seed))


def test_topics_of_equal_weight_are_drawn_as_often_however_many_rows_they_have(drawing):
    found = counts(drawing, 12, {"common": 1, "rare": 1, "rarest": 1}, num_seeds=200)
    assert found["common"] / 200 == pytest.approx(4, abs=0.4)
    assert found["rare"] / 200 == pytest.approx(4, abs=0.4)


def test_a_topic_of_twice_the_weight_is_drawn_twice_as_often(drawing):
    found = counts(drawing, 6, {"common": 2, "rare": 1, "rarest": 0}, num_seeds=300)
    assert found["common"] / found["rare"] == pytest.approx(2, rel=0.15)
    assert found["rarest"] == 0


def test_no_row_is_drawn_twice_and_all_are_drawn_when_that_is_asked_for(drawing):
    weights = {"common": 1e-300, "rare": 1e300, "rarest": 0}
    assert drawing.draw(len(drawing), weights, 0) == list(range(1000))
    drawn = drawing.draw(500, weights, 0)
    assert drawn == sorted(set(drawn))
    assert Counter(TOPICS[row] for row in drawn) == {"rare": 80, "common": 420}


def test_rows_without_weight_come_last_and_then_by_chance(drawing):
    drawn = drawing.draw(110, {"common": 0, "rare": 1, "rarest": 1}, 0)
    assert drawn[10:] == list(range(900, 1000))
    assert len({row // 100 for row in drawn[:10]}) > 3


def test_a_seed_draws_the_same_rows_again_and_another_seed_draws_others(drawing):
    weights = {"common": 1, "rare": 1, "rarest": 1}
    assert drawing.draw(50, weights, 1) == drawing.draw(50, weights, 1) != drawing.draw(50, weights, 2)


def test_a_row_of_two_topics_counts_for_both_and_weighs_their_mean():
    drawing = Drawing()
    for labels in (["a"], ["a", "b", "a"], []):
        drawing.add(labels)
    assert drawing.num_of() == {"a": 2, "b": 1, NONE: 1}
    assert drawing.num_of([1]) == {"a": 1, "b": 1}
    weights = {"a": 2.0, "b": 3.0, NONE: 1.0}  # rows of 1, (1 + 3) / 2 and 1
    first = Counter(drawing.draw(1, weights, seed)[0] for seed in range(2000))
    assert [first[row] / 2000 for row in range(3)] == pytest.approx([0.25, 0.5, 0.25], abs=0.03)
