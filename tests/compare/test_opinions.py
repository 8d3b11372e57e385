"""What a judge thinks is shown apart from what is measured, and moves nothing there."""

from dataclasses import replace

import pytest

from tests.compare.test_contamination import printed
from tutortrain.benchmark.results import Agreement, Asked, Opinion, Score
from tutortrain.compare.runs import ComparedRun
from tutortrain.compare.scores import compare_benchmarks
from tutortrain.compare.side_by_side import runs_table
from tutortrain.compare.single import scores_table
from tutortrain.compare.table import comparison_table

SHARE = Score(value=0.625, low=0.47, high=0.76, n=38, higher_is_better=True)
AGREEMENT = Agreement(
    labelled_sha256="d" * 64,
    num_labelled=40,
    failed=0,
    unparsed=2,
    commonest=0.35,
    share=SHARE,
    kappa=replace(SHARE, value=0.44, low=0.2, high=0.64),
)
OPINION = Opinion(
    judge=Asked(through="http://127.0.0.1:8000/v1", model="qwen3"),
    rubric_sha256="e" * 64,
    agreement=AGREEMENT,
)
SAID = (
    "judge is the opinion of qwen3, which agrees with the labels of 38 replies in 62.5 [47, 76] %, kappa 0.44 "
    "[0.20, 0.64]; one label for all would in 35.0 %; of 2 more it said nothing that could be read"
)


@pytest.fixture
def make_judged(make_benchmark):
    """Solves the first `num_right` of 100 problems; the judge likes the first `num_good` hints."""

    def make(name, num_right, num_good, opinion=OPINION):
        solve = [(item < num_right,) for item in range(100)]
        judge = [(item < num_good, item >= num_good) for item in range(100)]
        benchmark = make_benchmark(name, {"solve": solve, "judge": judge})
        suites = dict(benchmark.results.suites)
        suites["judge"] = replace(suites["judge"], opinion=opinion)
        rows = tuple(replace(row, grade="1") for row in benchmark.generations)
        return replace(benchmark, results=replace(benchmark.results, suites=suites), generations=rows)

    return make


@pytest.fixture
def pair(make_judged):
    return make_judged("tiny", 50, 90), make_judged("sft_001", 56, 30)


def test_opinions_are_tested_among_themselves(pair, make_benchmark):
    compared = compare_benchmarks(*pair)
    accuracy = compared.scores["benchmark/solve/accuracy"]
    assert accuracy.p_adjusted == accuracy.p == pytest.approx(0.03125)
    good = compared.scores["benchmark/judge/good"]
    assert (good.verdict, good.p_adjusted) == ("worse", pytest.approx(2 * good.p))
    assert list(compared.measured) == ["benchmark/solve/accuracy"]
    assert list(compared.opinions) == ["benchmark/judge/good", "benchmark/judge/leaks"]


def test_what_a_judge_thinks_of_a_grade_is_no_alarm(pair):
    compared = compare_benchmarks(*pair)
    assert {part.score for part in compared.parts} == {"benchmark/solve/accuracy"}
    assert compared.drops == ()


def test_the_table_shows_them_apart_with_how_far_the_judge_is_believed(pair):
    text = printed(comparison_table(compare_benchmarks(*pair), *(one.results for one in pair)))
    measured, _, rest = text.partition("Opinion of a judge: % of items")
    assert "accuracy" in measured
    assert "good" not in measured
    assert rest.startswith(", with 95 % intervals")
    assert text.count(SAID) == 1


def test_one_model_alone_and_runs_side_by_side_say_so_too(pair):
    assert SAID in printed(scores_table(pair[1].results))
    runs = [
        ComparedRun(name=name, status="completed", config={}, final={}, benchmark=benchmark)
        for name, benchmark in zip(("a", "b", "c"), (*pair, pair[0]), strict=True)
    ]
    assert printed(runs_table(runs, 80)).count(SAID) == 1


def test_a_judge_that_said_nothing_readable_is_called_so(make_judged):
    silent = replace(AGREEMENT, share=None, kappa=None, unparsed=40)
    judged = make_judged("tiny", 50, 0, replace(OPINION, agreement=silent))
    assert "judge is the opinion of qwen3, which said nothing of 40 labelled replies that could be read" in (
        printed(scores_table(judged.results))
    )
