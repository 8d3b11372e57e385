"""A difference is only called one when the pairs bear it out."""

import json
from dataclasses import replace

import pytest

from tutortrain.benchmark.statistics import Pairs, mcnemar, mcnemar_power, paired_difference
from tutortrain.compare.scores import compare_benchmarks, compare_family, write_comparison
from tutortrain.types import Message


def outcomes(both, only_a, only_b, neither):
    """Two columns of single outcomes with these counts of pairs."""
    pairs = (
        [(True, True)] * both
        + [(True, False)] * only_a
        + [(False, True)] * only_b
        + [(False, False)] * neither
    )
    return [(a,) for a, _ in pairs], [(b,) for _, b in pairs]


@pytest.fixture
def compare_solve(make_benchmark):
    def compare(*counts):
        a, b = outcomes(*counts)
        return compare_benchmarks(make_benchmark("a", {"solve": a}), make_benchmark("b", {"solve": b}))

    return compare


def test_a_comparison_is_paired_with_interval_and_test(compare_solve):
    compared = compare_solve(40, 3, 12, 45).scores["benchmark/solve/accuracy"]
    interval = paired_difference(Pairs(both=40, only_a=3, only_b=12, neither=45))
    assert (compared.a, compared.b, compared.difference) == pytest.approx((0.43, 0.52, 0.09))
    assert (compared.low, compared.high) == (interval.low, interval.high)
    assert (compared.only_a, compared.only_b, compared.num_paired, compared.num_unmatched) == (3, 12, 100, 0)
    assert (compared.test, compared.p) == ("exact McNemar", mcnemar(3, 12))


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ((40, 3, 12, 45), "better"),
        ((40, 12, 3, 45), "worse"),
        ((40, 5, 12, 43), "no detectable difference"),
        ((100, 0, 0, 0), "no detectable difference"),
        ((0, 0, 6, 94), "better"),
        ((0, 0, 5, 95), "no detectable difference"),
    ],
)
def test_the_verdict_may_be_that_nothing_can_be_told(compare_solve, counts, verdict):
    assert compare_solve(*counts).scores["benchmark/solve/accuracy"].verdict == verdict


def test_fewer_leaks_are_better_and_less_guidance_is_worse(make_benchmark):
    a = make_benchmark("a", {"hint": [(True, True)] * 20})
    b = make_benchmark("b", {"hint": [(False, False)] * 20})
    scores = compare_benchmarks(a, b).scores
    assert scores["benchmark/hint/leak_rate"].verdict == "better"
    assert scores["benchmark/hint/leak_rate"].difference == -1.0
    assert scores["benchmark/hint/guidance_rate"].verdict == "worse"


def test_items_that_only_one_has_answered_are_left_out_and_counted(make_benchmark):
    a = make_benchmark("a", {"solve": [(True,)] * 10})
    b = make_benchmark("b", {"solve": [(False,)] * 10}, first=4)
    compared = compare_benchmarks(a, b).scores["benchmark/solve/accuracy"]
    assert (compared.num_paired, compared.num_unmatched, compared.only_a) == (6, 8, 6)


@pytest.mark.parametrize(
    ("digest", "value", "complaint"),
    [
        ("items_sha256", "c" * 64, "their items (or the rules by which replies are judged) differ;"),
        ("prompt_sha256", "c" * 64, "their prompts differ;"),
        ("decoding", {"temperature": 1.0, "max_tokens": 40}, "their decoding settings differ;"),
    ],
)
def test_unlike_suites_are_not_compared_and_it_is_said_what_differs(make_benchmark, digest, value, complaint):
    a = make_benchmark("a", {"solve": [(True,)]})
    b = make_benchmark("b", {"solve": [(True,)]}, **{digest: value})
    comparison = compare_benchmarks(a, b)
    assert comparison.scores == {}
    assert comparison.not_comparable["solve"].startswith(complaint)


def test_one_unlike_suite_leaves_the_others_comparable(make_benchmark):
    suites = {"solve": [(True,)], "hint": [(True, True)]}
    a, b = make_benchmark("a", suites), make_benchmark("b", suites)
    solve = replace(b.results.suites["solve"], prompt_sha256="c" * 64)
    unlike = replace(b, results=replace(b.results, suites={**b.results.suites, "solve": solve}))
    comparison = compare_benchmarks(a, unlike)
    assert list(comparison.scores) == ["benchmark/hint/leak_rate", "benchmark/hint/guidance_rate"]
    assert list(comparison.not_comparable) == ["solve"]


def test_rows_that_share_an_id_are_still_paired_one_by_one(make_benchmark):
    def with_one_id(benchmark):
        return replace(benchmark, generations=tuple(replace(row, id="1") for row in benchmark.generations))

    a = with_one_id(make_benchmark("a", {"solve": [(True,)] * 10}))
    b = with_one_id(make_benchmark("b", {"solve": [(False,)] * 10}))
    compared = compare_benchmarks(a, b).scores["benchmark/solve/accuracy"]
    assert (compared.num_paired, compared.only_a) == (10, 10)


def test_benchmarks_without_a_common_item_are_not_compared(make_benchmark):
    a = make_benchmark("a", {"solve": [(True,)]})
    b = make_benchmark("b", {"solve": [(True,)]}, first=9)
    assert compare_benchmarks(a, b).not_comparable == {"solve": "they share no item; benchmark again"}


def test_suites_that_only_one_has_are_left_out(make_benchmark):
    a = make_benchmark("a", {"solve": [(True,)], "hint": [(True, True)]})
    b = make_benchmark("b", {"solve": [(True,)]})
    assert list(compare_benchmarks(a, b).scores) == ["benchmark/solve/accuracy"]


def test_the_file_holds_every_documented_key(compare_solve, tmp_path):
    write_comparison(tmp_path / "comparison.json", compare_solve(40, 3, 12, 45))
    raw = json.loads((tmp_path / "comparison.json").read_text())
    assert (raw["schema"], raw["a"], raw["b"]) == (1, "a", "b")
    assert set(raw["scores"]["benchmark/solve/accuracy"]) == {
        "a",
        "b",
        "difference",
        "low",
        "high",
        "num_paired",
        "num_unmatched",
        "only_a",
        "only_b",
        "test",
        "p",
        "p_adjusted",
        "verdict",
        "interval",
        "num_clusters",
        "detectable",
        "needed",
        "unit",
        "is_opinion",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["comparison.json"]


def test_several_scores_are_a_family_and_one_small_p_value_among_them_is_chance(make_benchmark):
    """Nine against one alone has p = .021; among three scores that is .064, and no difference."""
    a, b = outcomes(20, 1, 9, 20)
    alone = compare_benchmarks(make_benchmark("a", {"solve": a}), make_benchmark("b", {"solve": b}))
    hint = [(True, True)] * 50
    among = compare_benchmarks(
        make_benchmark("a", {"solve": a, "hint": hint}), make_benchmark("b", {"solve": b, "hint": hint})
    )
    of_one, of_three = (one.scores["benchmark/solve/accuracy"] for one in (alone, among))
    assert of_one.p == of_three.p == of_one.p_adjusted == mcnemar(1, 9)
    assert of_three.p_adjusted == pytest.approx(3 * mcnemar(1, 9))
    assert (of_one.verdict, of_three.verdict) == ("better", "no detectable difference")


def test_no_detectable_difference_says_what_would_show_it(compare_solve):
    compared = compare_solve(40, 5, 12, 43).scores["benchmark/solve/accuracy"]
    assert compared.needed is not None
    assert mcnemar_power(100 + compared.needed, 0.17, 0.07) >= 0.8
    assert mcnemar_power(100 + compared.needed - 2, 0.17, 0.07) < 0.8
    assert mcnemar_power(100, 0.17, compared.detectable) == pytest.approx(0.8, abs=0.001)


@pytest.mark.parametrize("counts", [(40, 3, 12, 45), (40, 10, 10, 40)])
def test_nothing_more_is_needed_for_what_has_been_shown_or_is_not_there(compare_solve, counts):
    assert compare_solve(*counts).scores["benchmark/solve/accuracy"].needed is None


def by_problem(benchmark, num_items):
    """So many items in turn share a problem."""
    rows = [
        replace(
            row, problem_id=f"problem-{place // num_items}", messages=(Message(role="user", content=row.id),)
        )
        for place, row in enumerate(benchmark.generations)
    ]
    return replace(benchmark, generations=tuple(rows))


def test_items_that_share_a_problem_are_no_independent_evidence(make_benchmark):
    """Eight items in two problems all say the same: eight pairs alone would be p = .008, two are p = .5."""
    a, b = outcomes(0, 0, 8, 0)
    apart = compare_benchmarks(make_benchmark("a", {"solve": a}), make_benchmark("b", {"solve": b}))
    shared = compare_benchmarks(
        by_problem(make_benchmark("a", {"solve": a}), 4), by_problem(make_benchmark("b", {"solve": b}), 4)
    )
    of_apart, of_shared = (one.scores["benchmark/solve/accuracy"] for one in (apart, shared))
    assert (of_apart.num_clusters, of_apart.p, of_apart.verdict) == (8, pytest.approx(2**-7), "better")
    assert (of_shared.num_clusters, of_shared.p) == (2, pytest.approx(0.5))
    assert of_shared.verdict == "no detectable difference"
    assert of_shared.high - of_shared.low > of_apart.high - of_apart.low


def test_scores_may_be_numbers_between_no_and_yes(make_benchmark):
    a = make_benchmark("a", {"solve": [(0.25,)] * 12})
    b = make_benchmark("b", {"solve": [(0.75,)] * 12})
    compared = compare_benchmarks(a, b).scores["benchmark/solve/accuracy"]
    assert (compared.a, compared.b, compared.difference) == pytest.approx((0.25, 0.75, 0.5))
    assert (compared.only_b, compared.test, compared.verdict) == (12, "sign flips of items", "better")


def test_all_runs_that_are_compared_at_once_are_one_family(make_benchmark):
    """Nine against one: p = .021 beside one run, .064 where three runs are set beside the first."""
    a, b = outcomes(20, 1, 9, 20)
    first = make_benchmark("a", {"solve": a})
    others = [make_benchmark(name, {"solve": rows}) for name, rows in (("b", b), ("c", a), ("d", a))]
    found = [one.scores["benchmark/solve/accuracy"] for one in compare_family(first, others)]
    assert [one.p_adjusted for one in found] == pytest.approx([3 * mcnemar(1, 9), 1, 1])
    assert {one.verdict for one in found} == {"no detectable difference"}


def test_an_item_is_compared_in_the_scores_that_it_has(make_benchmark):
    a, b = (make_benchmark(name, {"hint": [(False, True)] * 10}) for name in "ab")
    rows = [
        replace(row, outcomes={"leak_rate": False} if place < 4 else row.outcomes)
        for place, row in enumerate(b.generations)
    ]
    compared = compare_benchmarks(a, replace(b, generations=tuple(rows)))
    assert {name: one.num_paired for name, one in compared.scores.items()} == {
        "benchmark/hint/leak_rate": 10,
        "benchmark/hint/guidance_rate": 6,
    }
