"""The suite `socratic`: its three scores side by side, and what replies without a model would score."""

from dataclasses import replace

import pytest

from tutortrain.benchmark.plan import plan_benchmark
from tutortrain.benchmark.scoring import score_controls
from tutortrain.benchmark.suites import build_suite
from tutortrain.config.benchmark import SocraticConfig
from tutortrain.data.sources.embedded import held_out_problems

CONFIG = SocraticConfig(kind="socratic", request="Lead me.", max_tokens=60)
SUITE = build_suite(CONFIG)


@pytest.mark.parametrize(
    ("reply", "asks", "leaks", "covered"),
    [
        ("How many apples does Tom have?", True, False, 1.0),
        ("What do you need to find out first?", True, False, 0.0),
        ("Start from 3. How many apples does Tom have?", False, False, 1.0),
        ("Is 3 + 5 = 8?", True, True, 0.0),
        ("Tom has 3 + 5 = 8 apples.", False, True, 0.0),
        ("", False, False, 0.0),
    ],
)
def test_asking_leaking_and_covering_are_counted_side_by_side(examples, reply, asks, leaks, covered):
    (outcome,) = SUITE.grade_all(examples[:1], [reply])
    assert outcome.counts == {"questions_only": asks, "leak_rate": leaks, "coverage": covered}


def test_rows_with_an_answer_and_steps_are_asked_and_leaking_less_is_better(examples):
    unsolved = replace(examples[0], solution=None)
    assert {item.id for item in SUITE.items([unsolved, *examples[1:]])} == {"row-2", "row-3"}
    assert SUITE.messages(examples[0])[0].content == f"{examples[0].problem}\n\nLead me."
    assert SUITE.scores == {"questions_only": True, "leak_rate": False, "coverage": True}


def test_a_constant_question_only_asks_and_covers_nothing_and_hints_cover_the_first_step(config):
    suites = {"socratic": CONFIG}
    (planned,) = plan_benchmark(replace(config, suites=suites), held_out_problems(), num_items=400).suites
    found = {
        control: {name: round(score.value, 3) for name, score in scores.items()}
        for control, scores in score_controls(planned).items()
    }
    assert found == {
        "constant": {"questions_only": 1.0, "leak_rate": 0.0, "coverage": 0.0},
        "echo": {"questions_only": 0.0, "leak_rate": 0.0, "coverage": 0.0},
        "shuffled": {"questions_only": 0.0, "leak_rate": 0.052, "coverage": 0.006},
        "gold": {"questions_only": 0.0, "leak_rate": 0.0, "coverage": 0.663},
    }
