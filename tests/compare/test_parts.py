"""What an average hides: grades and topics that became worse."""

from dataclasses import replace

import pytest

from tutortrain.benchmark.statistics import mcnemar
from tutortrain.compare.scores import compare_benchmarks


def labelled(benchmark, label):
    """`label` gives the grade and the topics of an item by its place."""
    rows = []
    for place, row in enumerate(benchmark.generations):
        grade, topics = label(place)
        rows.append(replace(row, grade=grade, topic_tags=topics))
    return replace(benchmark, generations=tuple(rows))


@pytest.fixture
def compare_labelled(make_benchmark):
    def compare(a, b, label):
        benchmarks = (make_benchmark(name, {"solve": rows}) for name, rows in (("a", a), ("b", b)))
        return compare_benchmarks(*(labelled(benchmark, label) for benchmark in benchmarks))

    return compare


RIGHT, WRONG = (True,), (False,)


def test_a_drop_within_a_grade_is_found_behind_an_average_that_stands_still(compare_labelled):
    comparison = compare_labelled(
        [RIGHT] * 12 + [WRONG] * 12, [WRONG] * 12 + [RIGHT] * 12, lambda place: ("12"[place // 12], ())
    )
    assert comparison.scores["benchmark/solve/accuracy"].verdict == "no detectable difference"
    assert [(part.by, part.label, part.verdict) for part in comparison.parts] == [
        ("grade", "1", "worse"),
        ("grade", "2", "better"),
    ]
    (drop,) = comparison.drops
    assert (drop.score, drop.label, drop.difference) == ("benchmark/solve/accuracy", "1", -1.0)


def test_grades_and_topics_are_one_family_of_tests(compare_labelled):
    """Six items lost in one topic of twenty are chance; alone they would be p = .031."""
    comparison = compare_labelled(
        [RIGHT] * 120, [WRONG] * 6 + [RIGHT] * 114, lambda place: (None, (f"topic {place // 6:02}",))
    )
    first = comparison.parts[0]
    assert (first.num_paired, first.p) == (6, mcnemar(6, 0))
    assert first.p_adjusted == pytest.approx(20 * mcnemar(6, 0))
    assert comparison.drops == ()


def test_an_item_counts_for_each_of_its_topics_once_and_one_without_a_grade_for_none(compare_labelled):
    topics = ("addition", "money", "money")
    comparison = compare_labelled([RIGHT] * 10, [WRONG] * 10, lambda place: (None, topics))
    assert [(part.by, part.label, part.num_paired) for part in comparison.parts] == [
        ("topic", "addition", 10),
        ("topic", "money", 10),
    ]


def test_more_leaks_are_a_drop_as_well(make_benchmark):
    a, b = (
        labelled(make_benchmark(name, {"hint": [(leaks, True)] * 20}), lambda _: ("1", ()))
        for name, leaks in (("a", False), ("b", True))
    )
    assert [part.score for part in compare_benchmarks(a, b).drops] == ["benchmark/hint/leak_rate"]
