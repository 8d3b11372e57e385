"""Parts share no problem, keep their shares in every grade and topic, and are drawn anew by another seed."""

from collections import Counter, defaultdict
from dataclasses import replace
from random import Random

import pytest

from tutortrain.data.partition import Partition

SHARES = {"train": 0.8, "dev": 0.1, "test": 0.1}


def deal(rows, shares=None, seed=0):
    partition = Partition()
    for row in rows:
        partition.add(row)
    return partition.deal(partition.groups(), shares or SHARES, seed)


@pytest.fixture
def graded(example):
    """600 rows of six grades, of which the rarest has 15, each with one of four topics."""
    random = Random(1)
    grades = random.choices("123456", weights=[20, 10, 10, 10, 5, 1], k=600)
    return [
        replace(example(number), grade=grade, topic_tags=(random.choice(["a", "b", "c", "d"]),))
        for number, grade in enumerate(grades)
    ]


def test_the_shares_are_kept_of_all_rows_and_of_every_grade(graded):
    parts = deal(graded)
    assert Counter(parts) == {"train": 480, "dev": 60, "test": 60}
    by_grade = Counter((row.grade, part) for row, part in zip(graded, parts, strict=True))
    for grade, num in Counter(row.grade for row in graded).items():
        for name, share in SHARES.items():
            assert abs(by_grade[grade, name] - share * num) < 2, (grade, name)


def test_the_shares_are_kept_of_every_topic_within_a_grade(graded):
    parts = deal(graded, {"train": 0.5, "test": 0.5})
    found = defaultdict(Counter)
    for row, part in zip(graded, parts, strict=True):
        found[row.grade, row.topic_tags][part] += 1
    assert len(found) > 20
    assert max(abs(counts["train"] - counts["test"]) for counts in found.values()) <= 1


def test_the_same_problem_and_the_same_dialogue_are_on_one_side(example):
    """Row by row: the same text otherwise written, or the same problem_id, so that long chains hang together."""
    rows = []
    for number in range(0, 300, 3):
        rows += [
            replace(example(number), problem=f"Tom has {number} cats."),
            replace(example(number + 1, problem_id=f"d{number}"), problem=f"tom  has {number} CATS"),
            replace(example(number + 2, problem_id=f"d{number}"), problem=f"And {number} dogs?"),
        ]
    Random(0).shuffle(rows)
    parts = deal(rows)
    sides = defaultdict(set)
    for row, part in zip(rows, parts, strict=True):
        sides[int(row.id) // 3].add(part)
    assert len(sides) == 100
    assert all(len(side) == 1 for side in sides.values())
    assert Counter(parts) == {"train": 240, "dev": 30, "test": 30}


def test_problems_of_many_rows_come_into_small_parts_as_often_as_others(example):
    sizes = Random(3).choices([1, 2, 6], k=2000)
    rows = [
        example(number, problem_id=f"p{number}") for number, size in enumerate(sizes) for _ in range(size)
    ]
    sides = {row.problem_id: part for row, part in zip(rows, deal(rows), strict=True)}
    mean = {
        name: sum(sizes[int(problem[1:])] for problem, part in sides.items() if part == name)
        / Counter(sides.values())[name]
        for name in SHARES
    }
    assert mean == pytest.approx({"train": 3.0, "dev": 3.0, "test": 3.0}, abs=0.3)


def test_a_problem_with_more_rows_than_a_part_may_have_is_in_another(example):
    rows = [example(number, problem_id="big" if number < 30 else None) for number in range(100)]
    for seed in range(20):
        parts = deal(rows, seed=seed)
        assert set(parts[:30]) == {"train"}
        assert Counter(parts) == {"train": 80, "dev": 10, "test": 10}


def test_a_seed_draws_the_same_rows_again_and_another_seed_draws_others(graded):
    first, other = deal(graded), deal(graded, seed=1)
    assert first == deal(graded)
    same = sum(a == b == "test" for a, b in zip(first, other, strict=True))
    assert same < 20  # of 60; six by chance
