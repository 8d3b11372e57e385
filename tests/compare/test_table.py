"""What a user reads at the end of a run and from `tutortrain compare`, at 80 and 120 columns."""

import subprocess
import sys
import time
from dataclasses import replace

import pytest
from rich.console import Console

from tests.cli.conftest import COMMAND
from tests.measured import taken
from tutortrain.benchmark.results import Counts
from tutortrain.benchmark.saved import write_benchmark
from tutortrain.compare.runs import ComparedRun
from tutortrain.compare.scores import compare_benchmarks
from tutortrain.compare.side_by_side import runs_table
from tutortrain.compare.table import comparison_table
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.record import Record

ALL_RIGHT = [(True,)] * 100
HALF_RIGHT = [(True,)] * 50 + [(False,)] * 50


@pytest.fixture
def shown():
    def show(table, width):
        console = Console(width=width, force_terminal=False, color_system=None)
        with console.capture() as capture:
            console.print(table)
        return [line.rstrip() for line in capture.get().splitlines()]

    return show


@pytest.fixture
def baseline(make_benchmark):
    hint = [(True, False)] * 70 + [(False, False)] * 30
    return make_benchmark("tiny", {"solve": HALF_RIGHT, "hint": hint})


@pytest.fixture
def trained(make_benchmark):
    hint = [(False, True)] * 95 + [(True, False)] * 5
    return make_benchmark("sft_001_tiny", {"solve": [(True,)] * 49 + [(False,)] * 51, "hint": hint})


@pytest.mark.parametrize("width", [80, 120])
def test_a_comparison_shows_both_models_the_difference_and_the_verdict(shown, baseline, trained, width):
    table = comparison_table(compare_benchmarks(baseline, trained), baseline.results, trained.results)
    lines = shown(table, width)
    text = " ".join(" ".join(lines).split())
    assert "accuracy 50.0 [40, 60] 49.0 [39, 59] -1.0 [" in text
    assert "leak_rate 70.0 [60, 78] 5.0 [2, 11] -65.0 [" in text
    assert "1.000 no detectable" in text
    assert text.count("<.001 better") == 2
    assert max(map(len, lines)) <= width


def test_controls_stand_below_the_scores(shown, baseline, trained):
    table = comparison_table(compare_benchmarks(baseline, trained), baseline.results, trained.results)
    lines = shown(table, 80)
    start = next(index for index, line in enumerate(lines) if line.startswith("Controls"))
    below = [line.strip() for line in lines[start:] if "[" in line]
    assert [line.split()[0] for line in below] == ["gold", "constant"] * 2


@pytest.mark.parametrize("width", [80, 120])
def test_whole_shares_fit_as_well(shown, make_benchmark, width):
    a = make_benchmark("a-model-with-a-long-name", {"solve": [(False,)] * 100})
    b = make_benchmark("sft_012_lr1e-4_batch-size16", {"solve": ALL_RIGHT})
    lines = shown(comparison_table(compare_benchmarks(a, b), a.results, b.results), width)
    assert "+100.0 [+95, +100]" in " ".join(lines)
    assert "better" in " ".join(lines)
    assert max(map(len, lines)) <= width


def with_suite(benchmark, name, **changes):
    suites = {**benchmark.results.suites}
    suites[name] = replace(suites[name], **changes)
    return replace(benchmark, results=replace(benchmark.results, suites=suites))


def test_many_replies_that_were_cut_are_mentioned_below_the_scores(shown, baseline, trained):
    cut = with_suite(baseline, "solve", counts=Counts(errors=0, unparsed=0, truncated=12))
    few = with_suite(trained, "solve", counts=Counts(errors=0, unparsed=0, truncated=5))
    lines = shown(comparison_table(compare_benchmarks(cut, few), cut.results, few.results), 80)
    assert [line for line in lines if "cut at" in line] == [
        "solve: 12 % of tiny's replies were cut at 40 tokens"
    ]


def test_a_suite_that_is_not_compared_is_named_with_the_reason(shown, baseline, trained):
    other = with_suite(trained, "solve", prompt_sha256="c" * 64)
    lines = shown(comparison_table(compare_benchmarks(baseline, other), baseline.results, other.results), 120)
    text = " ".join(lines)
    assert "solve is not compared: their prompts differ; benchmark both" in text
    assert "leak_rate" in text.partition("Controls")[0]


def run_of(name, benchmark=None, lr=1e-5, loss=1.0):
    return ComparedRun(
        name=name,
        status="completed",
        config={"training.lr": lr, "seed": 0},
        final={"eval/loss": loss},
        benchmark=benchmark,
    )


def test_runs_stand_side_by_side_with_differences_from_the_first(shown, baseline, trained):
    runs = [
        run_of("sft_001_a", baseline),
        run_of("sft_002_b", trained, lr=1e-4, loss=0.75),
        run_of("sft_003_c"),
    ]
    text = " ".join(" ".join(shown(runs_table(runs, 80), 80)).split())
    assert "sft_001 sft_002 sft_003" in text
    assert "training.lr 1e-05 0.0001 1e-05" in text
    assert "seed" not in text
    assert "eval/loss 1 * 0.75 1 -0.25" in text
    assert "solve accuracy 50.0 [40, 60] 49.0 [39, 59] – -1.0 no diff." in text
    assert "hint leak_rate 70.0 [60, 78] 5.0 [2, 11] – -65.0 better" in text


def of_method(name, kind, **own):
    run = run_of(name)
    config = {**run.config, "method.kind": kind, **{f"method.{key}": value for key, value in own.items()}}
    return replace(run, config=config, final={**run.final, f"rollout/{kind}": 1.0})


def test_what_only_some_methods_have_is_counted_and_shown_on_demand(shown):
    runs = [of_method("sft_001_a", "sft"), of_method("rlvr_001_a", "rlvr", advantage="grpo", top_k=0),
            of_method("dist_001_a", "distillation", advantage="rloo", top_k=0)]  # fmt: skip
    briefly, wholly = (
        " ".join(" ".join(shown(runs_table(runs, 80, every=every), 80)).split()) for every in (False, True)
    )
    assert "method.advantage – grpo rloo" in briefly
    assert "top_k" not in briefly
    assert "(1 more with --all)" in briefly
    assert "(3 more with --all)" in briefly
    assert "method.top_k – 0 0" in wholly
    assert "rollout/rlvr – 1 –" in wholly
    assert "--all" not in wholly


def test_a_long_key_is_broken_behind_one_of_its_parts(shown):
    runs = [replace(run_of(f"sft_00{n}_a"), config={"method.rewards.correctness.weight": n}) for n in (1, 2)]
    lines = [line.split() for line in shown(runs_table(runs, 80), 80)]
    assert ["method.rewards.", "1", "2"] in lines
    assert ["correctness.weight"] in lines


def test_runs_that_were_asked_other_questions_are_shown_but_not_compared(shown, baseline, make_benchmark):
    other = make_benchmark("other", {"solve": ALL_RIGHT}, items_sha256="c" * 64)
    text = " ".join(shown(runs_table([run_of("sft_001_a", baseline), run_of("sft_002_b", other)], 80), 80))
    assert "100.0 [96, 100]" in text
    assert "not comparable" in text


def test_more_runs_than_fit_go_on_below_beside_the_first(shown):
    runs = [run_of(f"sft_{number:03}_x", lr=number / 1000) for number in range(1, 9)]
    lines = shown(runs_table(runs, 80), 80)
    heads = [line.split() for line in lines if "sft_" in line]
    assert all(head[0] == "sft_001" for head in heads)
    assert [name for head in heads for name in head[1:]] == [f"sft_{number:03}" for number in range(2, 9)]
    assert max(map(len, lines)) <= 80


def test_comparing_imports_neither_torch_nor_hydra_nor_a_backend_and_starts_at_once():
    program = (
        "import sys, time; started = time.process_time(); import tutortrain.compare.side_by_side;"
        "print(time.process_time() - started);"
        "print([m for m in sys.modules if m in ('torch', 'hydra', 'transformers', 'numpy')"
        " or m.startswith('tutortrain.backends')])"
    )
    seconds = []
    for _ in range(5):  # the best of five, for the machine may be busy
        result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        started, heavy = result.stdout.splitlines()
        assert heavy == "[]"
        seconds.append(float(started))
    assert min(seconds) < 0.15


def graded(benchmark, *, right):
    """Its items are of grade 1, and of the topic money where they are even."""
    rows = [
        replace(row, grade="1", topic_tags=("money",) if place % 2 else (), outcomes={"accuracy": right})
        for place, row in enumerate(benchmark.generations)
    ]
    return replace(benchmark, generations=tuple(rows))


def test_a_grade_that_became_worse_raises_an_alarm_and_topics_are_shown_on_demand(shown, make_benchmark):
    runs = [
        run_of(name, graded(make_benchmark(name, {"solve": HALF_RIGHT}), right=right))
        for name, right in (("sft_001_a", True), ("sft_002_b", False))
    ]
    briefly, wholly = (
        " ".join(" ".join(shown(runs_table(runs, 80, every=every), 80)).split()) for every in (False, True)
    )
    assert "worse in grade 1: solve accuracy -100.0 [-100, -95], 100 items, p = <.001" in briefly
    assert "worse in topic money: solve accuracy -100.0 [-100, -90], 50 items" in briefly
    assert "Differences by grade solve grade items accuracy" in briefly
    assert "Differences by topic" not in briefly
    assert "Differences by topic solve topic items accuracy" in wholly
    many = " ".join(shown(runs_table([*runs, run_of("sft_003_c")], 80), 80))
    assert "sft_002: worse in grade 1: solve accuracy" in many


def test_no_detectable_difference_says_what_would_be_enough(shown, make_benchmark):
    a = make_benchmark("a", {"solve": [(True,)] * 40 + [(False,)] * 60})
    b = make_benchmark("b", {"solve": [(False,)] * 5 + [(True,)] * 47 + [(False,)] * 48})
    compared = compare_benchmarks(a, b)
    text = " ".join(" ".join(shown(comparison_table(compared, a.results, b.results), 80)).split())
    needed = compared.scores["benchmark/solve/accuracy"].needed
    assert f"(at 80 % power); {needed:,} more problems would detect 7.0 points" in text


def test_losses_are_shown_in_nats(shown, make_benchmark):
    def of_loss(name, loss):
        benchmark = make_benchmark(name, {"solve": [(loss,), (loss + 0.1,)]})
        suite = benchmark.results.suites["solve"]
        scores = {"loss": replace(suite.scores["accuracy"], unit="nats", higher_is_better=False)}
        rows = [replace(row, outcomes={"loss": row.outcomes["accuracy"]}) for row in benchmark.generations]
        return replace(with_suite(benchmark, "solve", scores=scores, controls={}), generations=tuple(rows))

    a, b = of_loss("a", 1.5), of_loss("b", 1.25)
    text = " ".join(
        " ".join(shown(comparison_table(compare_benchmarks(a, b), a.results, b.results), 80)).split()
    )
    assert "1.550 [" in text
    assert "[-0.250, -0.250]" in text  # below the difference, for it is longer than one of shares


@pytest.mark.timed
def test_fifty_runs_are_compared_in_under_a_second(make_benchmark, tmp_path):
    """The whole command, from its start, in seconds of CPU; of three tries the quickest was disturbed least."""
    for run in range(50):
        right = [(item * 7 + run * 13) % 10 < 6 for item in range(400)]
        suites = {"solve": [(one,) for one in right], "hint": [(one, not one) for one in right]}
        directory = RunDirectory(tmp_path / f"sft_{run:03}_x")
        directory.path.mkdir()
        with Record.begin(
            directory, config={"method.kind": "sft", "seed": run}, overrides=[], started=time.time()
        ):
            write_benchmark(directory, of_topics(make_benchmark("x", suites)))
    command = [*COMMAND, "compare", f"{tmp_path}/*"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.count("sft_000") > 5
    assert min(taken(command).seconds for _ in range(3)) < 1.0


def of_topics(benchmark):
    """400 items in six grades and twenty topics."""
    rows = [
        replace(row, grade=str(place % 6), topic_tags=(f"topic {place % 20}",))
        for place, row in enumerate(benchmark.generations)
    ]
    return replace(benchmark, generations=tuple(rows))
