"""A benchmark from questions to scores, and back from disk."""

import json
from dataclasses import replace

import pytest

from tests.benchmark.reciter import ask
from tutortrain.benchmark.plan import Plan, plan_benchmark
from tutortrain.benchmark.saved import read_benchmark, write_benchmark
from tutortrain.benchmark.statistics import wilson
from tutortrain.benchmark.suites.solve import Solve
from tutortrain.errors import Interrupted, RunError
from tutortrain.runs.directory import RunDirectory

REPLIES = {
    "3 apples and finds 5 more. How many apples does he have?\n\nSolve": "3 + 5 = 8. The answer is 8.",
    "17 pens and loses 6. How many pens are left?\n\nSolve": "I am not sure.",
    "Solve": "First I look at the boxes, then I take all of the eggs.",
    "3 apples": "Start from 3 and add 5.",
    "17 pens": "It is 11.",
    "4 boxes": "Think.",
}


@pytest.fixture
def benchmark(config, examples, tmp_path):
    return ask(plan_benchmark(config, examples, num_items=9), tmp_path / "asked", REPLIES)


def test_every_reply_is_judged_and_every_score_has_its_interval(benchmark):
    scores = benchmark.results.named_scores()
    assert {name: round(score.value, 3) for name, score in scores.items()} == {
        "benchmark/solve/accuracy": 0.333,
        "benchmark/hint/leak_rate": 0.333,
        "benchmark/hint/guidance_rate": 0.333,
    }
    accuracy, interval = scores["benchmark/solve/accuracy"], wilson(1, 3)
    assert (accuracy.n, accuracy.low, accuracy.high) == (3, interval.low, interval.high)
    assert benchmark.results.values()["benchmark/solve/accuracy"] == accuracy.value


def test_cut_and_unreadable_replies_are_counted(benchmark):
    counts = benchmark.results.suites["solve"].counts
    assert (counts.errors, counts.unparsed, counts.truncated) == (0, 2, 1)
    cut = next(row for row in benchmark.generations if row.suite == "solve" and row.id == "row-3")
    assert (cut.stop_reason, cut.num_tokens, len(cut.reply)) == ("length", 40, 40)


def test_scores_are_split_by_grade_and_by_each_topic_tag(benchmark):
    solve = benchmark.results.suites["solve"]
    assert {name: (s["accuracy"].value, s["accuracy"].n) for name, s in solve.by_grade.items()} == {
        "1": (0.5, 2),
        "3": (0.0, 1),
    }
    assert {name: (s["accuracy"].value, s["accuracy"].n) for name, s in solve.by_topic.items()} == {
        "addition": (1.0, 1),
        "multiplication": (0.0, 1),
        "subtraction": (0.0, 1),
        "word problem": (0.0, 2),
    }


def test_tokens_are_those_read_and_sampled(benchmark):
    solve = benchmark.results.suites["solve"]
    rows = [row for row in benchmark.generations if row.suite == "solve"]
    assert solve.tokens.sampled == sum(row.num_tokens for row in rows)
    assert solve.tokens.prompt == sum(len(row.messages[0].content) + 1 for row in rows)


def test_progress_is_reported_and_may_stop_the_benchmark(config, examples, tmp_path):
    plan = plan_benchmark(config, examples, num_items=9)
    seen = []
    ask(plan, tmp_path, REPLIES, lambda *progress: seen.append(progress))
    assert seen == [("solve", 0, 3), ("solve", 3, 3), ("hint", 0, 3), ("hint", 3, 3)]

    def stop(suite, done, total):
        raise Interrupted("stopped")

    with pytest.raises(Interrupted):
        ask(plan, tmp_path, REPLIES, stop)


def test_a_benchmark_read_back_is_the_same(benchmark, tmp_path):
    directory = RunDirectory(tmp_path)
    write_benchmark(directory, benchmark)
    assert read_benchmark(directory) == benchmark


def test_every_reply_has_its_problems_grade_and_topics_which_earlier_files_had_not(benchmark, tmp_path):
    labels = {row.problem_id: (row.grade, row.topic_tags) for row in benchmark.generations}
    assert labels["problem-3"] == ("3", ("multiplication", "word problem"))
    directory = RunDirectory(tmp_path)
    write_benchmark(directory, benchmark)
    rows = [json.loads(line) for line in directory.generations.read_text().splitlines()]
    unlabelled = [{key: row[key] for key in row.keys() - {"grade", "topic_tags"}} for row in rows]
    directory.generations.write_text("".join(json.dumps(row) + "\n" for row in unlabelled))
    read = read_benchmark(directory)
    assert {(row.grade, row.topic_tags) for row in read.generations} == {(None, ())}


def test_results_from_before_timeouts_and_the_source_of_items_are_read(benchmark, tmp_path):
    directory = RunDirectory(tmp_path)
    write_benchmark(directory, benchmark)
    raw = json.loads(directory.benchmark_results.read_text())
    for suite in raw["suites"].values():
        del suite["counts"]["timeouts"], suite["items_from"]
    directory.benchmark_results.write_text(json.dumps(raw))
    read = read_benchmark(directory)
    assert read.results.values() == benchmark.results.values()
    assert {suite.items_from for suite in read.results.suites.values()} == {None}


def test_judging_that_was_given_up_is_counted(config, examples, tmp_path):
    class Slow(Solve):
        def grade_all(self, items, replies):
            return [replace(outcome, timed_out=True) for outcome in super().grade_all(items, replies)]

    planned = plan_benchmark(config, examples, num_items=2).suites[0]
    plan = Plan(suites=(replace(planned, suite=Slow(planned.suite.config)),))
    slow = ask(plan, tmp_path, REPLIES)
    assert slow.results.suites["solve"].counts.timeouts == 2


def test_the_file_has_the_documented_shape(benchmark, tmp_path):
    directory = RunDirectory(tmp_path)
    write_benchmark(directory, benchmark)
    raw = json.loads(directory.benchmark_results.read_text())
    solve = raw["suites"]["solve"]
    assert (raw["schema"], raw["model"], list(raw["suites"])) == (1, "reciter", ["solve", "hint"])
    assert set(solve) >= {
        "num_items",
        "items_sha256",
        "prompt_sha256",
        "decoding",
        "counts",
        "scores",
        "by_grade",
    }
    assert set(solve["scores"]["accuracy"]) >= {"value", "low", "high", "n", "higher_is_better"}
    assert solve["asked"] == {"through": "in process", "model": "reciter"}
    assert solve["items_from"] == "rows.jsonl"
    assert len(solve["items_sha256"]) == len(solve["prompt_sha256"]) == 64
    first = json.loads(directory.generations.read_text().splitlines()[0])
    assert set(first) >= {"suite", "id", "problem_id", "messages", "reply", "stop_reason", "outcomes"}


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda raw: "[]", "expected a JSON object with schema, model, suites"),
        (lambda raw: raw[:-20], "is damaged"),
        (lambda raw: raw.replace('"schema": 1', '"schema": 7'), "schema is 7"),
        (
            lambda raw: raw.replace('"low"', '"lo"'),
            r"suites\.solve\.scores\.accuracy: expected a JSON object with low",
        ),
        (
            lambda raw: raw.replace('"counts"', '"cunts"'),
            r"suites\.solve: expected a JSON object with counts",
        ),
    ],
)
def test_a_damaged_file_is_named_with_the_place(benchmark, tmp_path, damage, complaint):
    directory = RunDirectory(tmp_path)
    write_benchmark(directory, benchmark)
    directory.benchmark_results.write_text(damage(directory.benchmark_results.read_text()))
    with pytest.raises(RunError, match=complaint) as caught:
        read_benchmark(directory)
    assert str(directory.benchmark_results) in str(caught.value)


def test_a_directory_without_a_benchmark_says_so(tmp_path):
    with pytest.raises(RunError, match="has not been benchmarked"):
        read_benchmark(RunDirectory(tmp_path))
