"""Items that a run was trained on are told apart from the others, in its own results."""

import json
from dataclasses import replace

import pytest

from tests.benchmark.conftest import make_example
from tests.benchmark.reciter import ask
from tutortrain.benchmark.plan import plan_benchmark
from tutortrain.benchmark.results import Overlap
from tutortrain.benchmark.saved import read_benchmark, write_benchmark
from tutortrain.benchmark.seen import Seen, find_seen, mark_seen, problems_of, refuse_seen
from tutortrain.errors import DataError
from tutortrain.runs.directory import RunDirectory
from tutortrain.types import Message

REPLIES = {"3 apples": "The answer is 8.", "17 pens": "The answer is 11.", "4 boxes": "The answer is 35."}


def mark(benchmark, plan, training, above):
    return mark_seen(benchmark, plan, find_seen(problems_of(plan), training), above)


@pytest.fixture
def plan(config, examples):
    return plan_benchmark(config, examples, num_items=9)


@pytest.fixture
def training(examples):
    """The first item as it is, the third within a longer prompt, and a problem like the second."""
    tom, mia, ali = examples
    told = (Message(role="user", content=f"Please help me. {ali.problem}"), *ali.messages[1:])
    return (
        replace(tom, problem=tom.problem.upper(), messages=tom.messages[1:]),
        replace(ali, problem=told[0].content, messages=told),
        make_example(9, mia.problem.replace("6", "7"), "10", "17 - 7 = 10", "Take 7 away."),
    )


@pytest.fixture
def marked(plan, training, tmp_path):
    return mark(ask(plan, tmp_path, REPLIES), plan, training, above=0.5)


def test_items_are_counted_and_scored_by_whether_they_were_trained_on(marked):
    solve = marked.results.suites["solve"]
    assert solve.overlap == Overlap(num_exact=1, num_ngram=2, share=2 / 3, contaminated=True)
    scores = {part: (s["accuracy"].value, s["accuracy"].n) for part, s in solve.by_overlap.items()}
    assert scores == {"seen": (0.5, 2), "unseen": (1.0, 1)}
    assert marked.results.suites["hint"].overlap == solve.overlap
    assert marked.results.suites["hint"].by_overlap.keys() == {"seen", "unseen"}


def test_as_many_as_may_be_are_no_contamination(plan, training, tmp_path):
    marked = mark(ask(plan, tmp_path, REPLIES), plan, training, above=2 / 3)
    assert {suite.overlap.contaminated for suite in marked.results.suites.values()} == {False}


def test_where_nothing_was_seen_there_are_no_scores_of_it(plan, training, tmp_path):
    marked = mark(ask(plan, tmp_path, REPLIES), plan, training[2:], above=0.0)
    solve = marked.results.suites["solve"]
    assert solve.overlap == Overlap(num_exact=0, num_ngram=0, share=0.0, contaminated=False)
    assert solve.by_overlap == {"unseen": solve.scores}


def test_it_is_known_how_many_rows_have_a_problem_and_which_is_the_first(plan, training, examples):
    tom, _, ali = examples
    unlike = replace(training[2], place="rows.jsonl:7")
    assert find_seen(problems_of(plan), [unlike, *training]) == Seen(
        exact={tom.problem},
        ngram={tom.problem, ali.problem},
        num_rows=2,
        of_rows=4,
        first=(training[0], tom.problem),
    )
    assert find_seen((), training) == Seen()


def test_a_suite_with_too_many_seen_items_refuses_the_run(plan, training):
    seen = find_seen(problems_of(plan), training)
    refuse_seen(plan, seen, most=2 / 3)
    refuse_seen(plan.only([]), seen, most=0.0)
    refuse_seen(plan, Seen(of_rows=3), most=0.0)
    with pytest.raises(DataError, match=r"2 of 3 training rows have 2 of the 3 items \(66\.7 %\)"):
        refuse_seen(plan, seen, most=0.66)


@pytest.mark.parametrize(
    ("place", "remedy"),
    [
        (
            "rows.jsonl:9",
            "Give rows about one problem the same `problem_id`, so that they are held out together, or",
        ),
        (
            "b.jsonl:9",
            r"Leave such rows out \(`tutortrain data overlap b.jsonl rows.jsonl --remove -o FILE`\), or",
        ),
    ],
    ids=["one file", "two files"],
)
def test_what_to_do_depends_on_whether_both_sides_are_of_one_file(plan, training, place, remedy):
    with pytest.raises(DataError, match=remedy):
        refuse_seen(plan, find_seen(problems_of(plan), [replace(training[0], place=place)]), most=0.0)


def test_suites_that_were_not_asked_this_time_stay_as_they_are(plan, training, tmp_path):
    benchmark = ask(plan, tmp_path, REPLIES)
    marked = mark(benchmark, plan.only(["hint"]), training, above=0.5)
    assert marked.results.suites["solve"] == benchmark.results.suites["solve"]
    assert marked.results.suites["hint"].overlap.num_ngram == 2


def test_it_is_read_back_and_files_from_before_it_are_read(marked, tmp_path):
    directory = RunDirectory(tmp_path / "written")
    directory.path.mkdir()
    write_benchmark(directory, marked)
    assert read_benchmark(directory) == marked
    raw = json.loads(directory.benchmark_results.read_text())
    for suite in raw["suites"].values():
        del suite["overlap"], suite["by_overlap"]
    directory.benchmark_results.write_text(json.dumps(raw))
    old = read_benchmark(directory).results.suites["solve"]
    assert (old.overlap, old.by_overlap, old.scores) == (None, {}, marked.results.suites["solve"].scores)
