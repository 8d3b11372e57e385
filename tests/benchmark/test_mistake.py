"""The suite `mistake`: what is asked, what counts, and what replies without a model would score."""

from collections import Counter
from dataclasses import replace

import pytest

from tests.benchmark.reciter import ask
from tutortrain.benchmark.plan import plan_benchmark
from tutortrain.benchmark.saved import read_benchmark, write_benchmark
from tutortrain.benchmark.scoring import score_controls
from tutortrain.benchmark.suites import build_suite
from tutortrain.compare.scores import compare_benchmarks
from tutortrain.config.benchmark import MistakeConfig
from tutortrain.data.sources.embedded import held_out_problems
from tutortrain.runs.directory import RunDirectory

CONFIG = MistakeConfig(kind="mistake", request="Which step is wrong?", max_tokens=60)
SUITE = build_suite(CONFIG)
ATTEMPT = ("Tom has 3 + 5 = 9 apples.", "The answer is 9.")


@pytest.fixture
def plan(config):
    def of(rows, num_items=800):
        return plan_benchmark(replace(config, suites={"mistake": CONFIG}), rows, num_items=num_items)

    return of


@pytest.fixture
def marked(examples):
    return replace(examples[0], attempt=ATTEMPT, mistake=1)


def test_the_pupil_shows_numbered_steps_and_asks(marked):
    (message,) = SUITE.messages(marked)
    assert message.content == (
        f"{marked.problem}\n\nMy solution:\nStep 1: Tom has 3 + 5 = 9 apples.\nStep 2: The answer is 9.\n\n"
        "Which step is wrong?"
    )


@pytest.mark.parametrize(
    ("reply", "located", "corrected", "unparsed"),
    [
        ("Step: 1\nThe answer is 8.", True, True, False),
        ("Step 1 is wrong: 3 + 5 = 8.", True, True, False),
        ("Step: 2\nThe answer is 8.", False, True, False),
        ("Step: 0\nThe answer is 9.", False, False, False),
        ("Step: 1", True, False, True),
        ("The answer is 8.", False, True, True),
        ("I do not know.", False, False, True),
    ],
)
def test_a_wrong_solution_is_located_and_corrected(marked, reply, located, corrected, unparsed):
    (outcome,) = SUITE.grade_all([marked], [reply])
    assert outcome.counts == {"located": located, "corrected": corrected}
    assert outcome.unparsed == unparsed


def test_a_right_solution_leaves_nothing_to_correct_and_an_unmarked_one_nothing_to_locate(marked):
    right, unmarked = replace(marked, mistake=0), replace(marked, mistake=None)
    found = SUITE.grade_all([right, unmarked], ["Step: 0\nThe answer is 9."] * 2)
    assert [outcome.counts for outcome in found] == [{"located": True}, {"corrected": False}]
    silent = SUITE.grade_all([right, unmarked], ["Step: 0", "The answer is 8."])
    assert [outcome.unparsed for outcome in silent] == [False, False]


def test_each_problem_is_asked_about_with_a_wrong_solution_and_with_the_right_one(marked, examples):
    items = SUITE.items([marked, *examples[1:]])
    assert Counter((item.problem_id, item.mistake == 0) for item in items) == {
        (row.problem_id, is_right): 1 for row in examples for is_right in (True, False)
    }
    assert len({item.id for item in items}) == 6
    assert [item.attempt for item in items if item.id == marked.id] == [ATTEMPT]


def test_an_attempt_that_nobody_marked_is_asked_about_alone(marked):
    (item,) = SUITE.items([replace(marked, mistake=None)])
    assert item.attempt == ATTEMPT
    assert SUITE.items([replace(marked, solution=None)]) == (replace(marked, solution=None),)
    assert SUITE.items([replace(marked, answer=None)]) == ()


def test_on_the_embedded_problems_always_0_locates_exactly_half_and_corrects_nothing(plan):
    (planned,) = plan(held_out_problems()).suites
    controls = score_controls(planned)
    assert len(planned.items) == 772
    located = {name: round(scores["located"].value, 3) for name, scores in controls.items()}
    corrected = {name: round(scores["corrected"].value, 3) for name, scores in controls.items()}
    assert located == {"gold": 1.0, "always_0": 0.5, "constant": 0.339}
    assert corrected == {"gold": 1.0, "always_0": 0.0, "constant": 0.049}
    assert {scores["located"].n for scores in controls.values()} == {772}
    assert {scores["corrected"].n for scores in controls.values()} == {386}
    assert controls["constant"]["located"].num_clusters == 386


def test_where_no_step_is_marked_nothing_is_said_about_locating(plan, marked):
    (planned,) = plan([replace(marked, mistake=None)]).suites
    controls = score_controls(planned)
    assert {name: list(scores) for name, scores in controls.items()} == {
        name: ["corrected"] for name in ("gold", "always_0", "constant")
    }
    assert controls["gold"]["corrected"].value == 1.0


def test_two_models_are_compared_on_the_items_that_have_the_score(plan, examples, tmp_path):
    questions = plan(examples)
    none = ask(questions, tmp_path / "a", {"": "Step: 0\nThe answer is 9."})
    one = ask(questions, tmp_path / "b", {"": "Step: 1\nThe answer is 8."})
    write_benchmark(RunDirectory(tmp_path), one)
    scores = compare_benchmarks(none, read_benchmark(RunDirectory(tmp_path))).scores
    located, corrected = scores["benchmark/mistake/located"], scores["benchmark/mistake/corrected"]
    assert (located.num_paired, located.num_unmatched, located.difference) == (6, 0, 0.0)
    assert (corrected.num_paired, corrected.num_unmatched) == (3, 0)
    assert corrected.difference == pytest.approx(1 / 3)
