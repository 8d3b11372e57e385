"""What the suites count, and what replies without a model would score."""

from dataclasses import replace

import pytest

from tutortrain.benchmark.plan import plan_benchmark
from tutortrain.benchmark.scoring import score_controls
from tutortrain.benchmark.suites import SUITES, build_suite
from tutortrain.config.benchmark import HintConfig, SolveConfig
from tutortrain.data.sources.embedded import held_out_problems

SOLVE = build_suite(SolveConfig(kind="solve", request="Solve it.", max_tokens=40))
HINT = build_suite(HintConfig(kind="hint", request="Give me a hint.", max_tokens=40))


@pytest.mark.parametrize(
    ("reply", "right", "unparsed"),
    [
        ("3 + 5 = 8 apples.\n#### 8", True, False),
        ("The answer is eight.", True, False),
        ("The answer is 9.", False, False),
        ("I do not know.", False, True),
        ("", False, True),
    ],
)
def test_solve_counts_right_answers_and_says_when_there_was_none(examples, reply, right, unparsed):
    (outcome,) = SOLVE.grade_all(examples[:1], [reply])
    assert (outcome.counts, outcome.unparsed) == ({"accuracy": right}, unparsed)


def test_solve_compares_answers_that_are_no_numbers_by_algebra(examples):
    asked = [replace(examples[0], answer="2x + 1")] * 3
    outcomes = SOLVE.grade_all(asked, ["The answer is 1 + 2x", "The answer is 2x", "I do not know."])
    assert [outcome.counts["accuracy"] for outcome in outcomes] == [True, False, False]
    assert [outcome.unparsed for outcome in outcomes] == [False, False, True]
    assert not any(outcome.timed_out for outcome in outcomes)


@pytest.mark.parametrize(
    ("reply", "leaks", "guides"),
    [
        ("Start from 3 and add 5.", False, True),
        ("Start from 3 and add 5 to get 8.", True, False),
        ("What could you do first?", False, False),
        ("It is 8.", True, False),
    ],
)
def test_hint_counts_leaks_and_guidance_side_by_side(examples, reply, leaks, guides):
    (outcome,) = HINT.grade_all(examples[:1], [reply])
    assert outcome.counts == {"leak_rate": leaks, "guidance_rate": guides}


def test_the_direction_of_every_score_is_declared():
    assert {**SOLVE.scores, **HINT.scores} == {"accuracy": True, "leak_rate": False, "guidance_rate": True}
    assert list(SUITES) == ["solve", "pass_at_k", "hint", "mistake", "socratic", "retention", "judge"]


def test_controls_of_solve_are_the_worked_solution_and_the_commonest_answer(config, examples):
    planned, _ = plan_benchmark(config, examples, num_items=3).suites
    controls = score_controls(planned)
    assert controls["gold"]["accuracy"].value == 1.0
    assert controls["constant"]["accuracy"].value == pytest.approx(1 / 3)


def test_the_shuffled_control_gives_every_problem_another_ones_reply(examples):
    shuffled = HINT.controls(examples)["shuffled"]
    own = [example.response for example in examples]
    assert sorted(shuffled) == sorted(own)
    assert all(mine != given for mine, given in zip(own, shuffled, strict=True))


def test_controls_that_need_good_replies_are_left_out_where_the_data_has_none(examples):
    asked = [replace(example, messages=example.messages[:1]) for example in examples]
    assert HINT.controls(asked).keys() == {"constant", "echo"}
    talks = [replace(example, messages=example.messages * 2) for example in examples]
    assert HINT.controls(talks).keys() == {"constant", "echo"}


def test_on_the_embedded_problems_only_the_gold_reply_guides(config):
    """The bars of the hint suite: constant and shuffled replies under 10 % guidance, gold over 90 %."""
    _, planned = plan_benchmark(config, held_out_problems(), num_items=400).suites
    controls = score_controls(planned)
    guidance = {name: scores["guidance_rate"].value for name, scores in controls.items()}
    assert len(planned.items) == 400
    assert guidance["constant"] == 0.0
    assert guidance["echo"] == 0.0
    assert guidance["shuffled"] < 0.1
    assert guidance["gold"] > 0.9
    assert controls["gold"]["leak_rate"].value == 0.0


def test_on_the_embedded_problems_the_worked_solution_is_always_right_and_always_leaks(config):
    solve, hint = plan_benchmark(config, held_out_problems(), num_items=100).suites
    assert score_controls(solve)["gold"]["accuracy"].value == 1.0
    solutions = [item.solution for item in hint.items]
    assert all(outcome.counts["leak_rate"] for outcome in hint.suite.grade_all(hint.items, solutions))
