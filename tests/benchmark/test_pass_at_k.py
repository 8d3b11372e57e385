"""pass@k is a matter of counting combinations, so every value here can be counted by hand."""

from dataclasses import replace
from itertools import combinations, groupby

import numpy as np
import pytest

from tests.backends.bigram import ALPHABET, END, ROLES, BigramSampler, CharacterTokenizer
from tutortrain.benchmark.journal import Journal
from tutortrain.benchmark.plan import plan_benchmark
from tutortrain.benchmark.respondents.in_process import Sampled
from tutortrain.benchmark.run import run_benchmark
from tutortrain.benchmark.saved import read_benchmark, write_benchmark
from tutortrain.benchmark.scoring import score_controls
from tutortrain.benchmark.suites.base import Outcome
from tutortrain.benchmark.suites.pass_at_k import PassAtK, pass_at
from tutortrain.config.benchmark import PassAtKConfig
from tutortrain.runs.directory import RunDirectory

NAMES = ["pass_at_1", "pass_at_2", "pass_at_4", "pass_at_6"]


@pytest.fixture
def plan(config, examples):
    asked = PassAtKConfig(kind="pass_at_k", request="Solve it.", max_tokens=4, num_samples=6, temperature=1.0)
    return plan_benchmark(replace(config, suites={"pass_at_k": asked}), examples, num_items=9)


@pytest.fixture
def eight_or_nine():
    """A bigram that says 8 or 9, as a coin falls, and ends its turn."""
    table = np.full((len(ALPHABET), len(ALPHABET)), -50.0)
    table[ALPHABET.index(ROLES["assistant"]), [ALPHABET.index("8"), ALPHABET.index("9")]] = 0.0
    table[[ALPHABET.index("8"), ALPHABET.index("9")], ALPHABET.index(END)] = 0.0
    return Sampled(
        name="coin", sampler=BigramSampler(table), tokenizer=CharacterTokenizer(), model="step_000001"
    )


def drawn(samples, k):
    """The share of all choices of k samples in which one is right."""
    chosen = list(combinations(samples, k))
    return sum(any(choice) for choice in chosen) / len(chosen)


@pytest.mark.parametrize(
    ("k", "num_samples", "num_right", "value"),
    [
        (1, 4, 1, 1 / 4),
        (2, 4, 1, 3 / 6),  # three of the six pairs of four hold the right one
        (2, 4, 2, 5 / 6),  # all pairs but that of the two wrong ones
        (3, 4, 2, 1.0),  # three of four cannot all be wrong
        (4, 4, 0, 0.0),
        (3, 5, 2, 9 / 10),
    ],
)
def test_the_estimate_is_the_share_of_choices_that_hold_a_right_sample(k, num_samples, num_right, value):
    assert pass_at(k, num_samples, num_right) == pytest.approx(value)
    samples = [True] * num_right + [False] * (num_samples - num_right)
    assert drawn(samples, k) == pytest.approx(value)


def test_samples_are_pooled_and_have_no_answer_only_where_none_has(plan):
    (planned,) = plan.suites
    right, wrong = Outcome(counts={"accuracy": True}), Outcome(counts={"accuracy": False}, unparsed=True)
    pooled = planned.suite.pool([right, wrong, wrong, wrong, wrong, wrong])
    assert pooled.counts == pytest.approx(dict(zip(NAMES, [1 / 6, 1 / 3, 2 / 3, 1.0], strict=True)))
    assert (pooled.unparsed, planned.suite.pool([wrong] * 6).unparsed) == (False, True)


def test_every_item_is_asked_as_often_as_said_and_scored_once(plan, eight_or_nine, tmp_path):
    with Journal(RunDirectory(tmp_path).generations) as journal:
        benchmark = run_benchmark(plan, eight_or_nine, journal)

    result = benchmark.results.suites["pass_at_k"]
    assert result.decoding == {"temperature": 1.0, "max_tokens": 4, "num_samples": 6}
    assert list(result.scores) == NAMES
    assert {score.n for score in result.scores.values()} == {3}
    items = [list(rows) for _, rows in groupby(benchmark.generations, key=lambda row: row.id)]
    assert [[row.sample for row in rows] for rows in items] == [[0, 1, 2, 3, 4, 5]] * 3
    answers = {"row-1": "8", "row-2": "11", "row-3": "36"}
    for rows in items:
        by_hand = [drawn([row.reply == answers[row.id] for row in rows], k) for k in (1, 2, 4, 6)]
        assert all(row.outcomes == pytest.approx(dict(zip(NAMES, by_hand, strict=True))) for row in rows)
    (eight,) = (rows for rows in items if rows[0].id == "row-1")
    assert {row.reply for row in eight} == {"8", "9"}
    assert result.scores["pass_at_1"].value == pytest.approx(sum(r.reply == "8" for r in eight) / 6 / 3)
    write_benchmark(RunDirectory(tmp_path), benchmark)
    assert read_benchmark(RunDirectory(tmp_path)) == benchmark
    assert list(benchmark.results.values())[-1] == "benchmark/pass_at_k/pass_at_6"


def test_the_controls_are_those_of_solve_whatever_k_is(plan):
    controls = score_controls(plan.suites[0])
    assert {name: controls["gold"][name].value for name in NAMES} == dict.fromkeys(NAMES, 1.0)
    assert [controls["constant"][name].value for name in NAMES] == pytest.approx([1 / 3] * 4)


def test_all_samples_are_a_size_of_their_own():
    def names(num_samples):
        asked = PassAtKConfig(
            kind="pass_at_k", request="", max_tokens=4, num_samples=num_samples, temperature=1.0
        )
        return list(PassAtK(asked).scores)

    assert names(2) == ["pass_at_1", "pass_at_2"]
    assert names(5) == ["pass_at_1", "pass_at_2", "pass_at_4", "pass_at_5"]
