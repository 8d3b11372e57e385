"""Whoever looks at scores is told that the model was trained on what it was asked."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from tutortrain.benchmark.results import Overlap
from tutortrain.compare.contamination import contaminations
from tutortrain.compare.runs import ComparedRun
from tutortrain.compare.scores import compare_benchmarks
from tutortrain.compare.side_by_side import runs_table
from tutortrain.compare.single import scores_table
from tutortrain.compare.table import comparison_table


def printed(renderable):
    console = Console(file=io.StringIO(), width=80)
    console.print(renderable)
    return " ".join(console.file.getvalue().split())


@pytest.fixture
def trained(make_benchmark):
    """Two of four items were trained on, and only these are solved."""
    benchmark = make_benchmark("sft_001", {"solve": [(1,), (1,), (0,), (0,)]})
    solve = benchmark.results.suites["solve"]
    parts = {
        part: replace(solve.scores["accuracy"], value=value)
        for part, value in (("seen", 1.0), ("unseen", 0.0))
    }
    marked = replace(
        solve,
        overlap=Overlap(num_exact=1, num_ngram=2, share=0.5, contaminated=True),
        by_overlap={part: {"accuracy": score} for part, score in parts.items()},
    )
    return replace(benchmark, results=replace(benchmark.results, suites={"solve": marked}))


SAID = (
    "solve is contaminated: sft_001 was trained on 2 of 4 items (50.0 %); "
    "accuracy 100.0 [15, 85] on these, 0.0 [15, 85] on the others"
)


def test_the_table_beside_the_baseline_says_so(make_benchmark, trained):
    untouched = make_benchmark("tiny", {"solve": [(0,)] * 4})
    compared = compare_benchmarks(untouched, trained)
    assert SAID in printed(comparison_table(compared, untouched.results, trained.results))


def test_the_table_of_one_model_and_that_of_runs_say_so(trained):
    alone = printed(scores_table(trained.results))
    assert SAID in alone
    assert "seen 100.0 [15, 85]" in alone
    runs = [
        ComparedRun(name="sft_001", status="completed", config={}, final={}, benchmark=trained),
        ComparedRun(name="sft_002", status="completed", config={}, final={}),
    ]
    assert SAID in printed(runs_table(runs))


def test_of_a_few_items_nothing_is_said(trained):
    solve = trained.results.suites["solve"]
    few = replace(solve, overlap=replace(solve.overlap, contaminated=False))
    unknown = replace(solve, overlap=None)
    for suite in (few, unknown):
        assert not list(contaminations(replace(trained.results, suites={"solve": suite})))
