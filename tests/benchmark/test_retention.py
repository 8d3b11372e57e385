"""A loss is what a model makes of a text, so here the model is one whose every probability is known."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tests.backends.bigram import ALPHABET, END, ROLES, BigramSampler, CharacterTokenizer
from tests.backends.endpoint.asking import to
from tests.backends.served import serving
from tutortrain.benchmark.journal import Journal
from tutortrain.benchmark.plan import plan_benchmark
from tutortrain.benchmark.respondents import reading
from tutortrain.benchmark.respondents.endpoint import Served
from tutortrain.benchmark.respondents.in_process import Sampled
from tutortrain.benchmark.run import run_benchmark
from tutortrain.benchmark.saved import read_benchmark, write_benchmark
from tutortrain.benchmark.suites.base import Decoding
from tutortrain.compare.scores import compare_benchmarks
from tutortrain.config.benchmark import RetentionConfig
from tutortrain.errors import BackendError, Interrupted
from tutortrain.runs.directory import RunDirectory
from tutortrain.types import Message

TEXTS = ["ab", "abab", "aab", "b"]
LOSSES = {"ab": math.log(4), "abab": math.log(4), "aab": (math.log(4 / 3) + math.log(4)) / 2}
"""After `a` comes an `a` three times of four and a `b` once; after `b` an `a` once and a `b` three times."""


def model(share):
    """Stays at its letter with this probability, and else changes to the other."""
    table = np.full((len(ALPHABET), len(ALPHABET)), -80.0)
    a, b = ALPHABET.index("a"), ALPHABET.index("b")
    table[[a, b], [a, b]] = math.log(share)
    table[[a, b], [b, a]] = math.log(1 - share)
    return Sampled(
        name=f"stays-{share}", sampler=BigramSampler(table), tokenizer=CharacterTokenizer(), model="it"
    )


@pytest.fixture
def make_plan(config, tmp_path):
    def make(texts=TEXTS, max_tokens=64):
        file = tmp_path / "text.jsonl"
        file.write_text("".join(f'{{"text": "{text}"}}\n' for text in texts))
        suites = {"retention": RetentionConfig(kind="retention", file=str(file), max_tokens=max_tokens)}
        return plan_benchmark(replace(config, suites=suites), (), num_items=99)

    return make


def read(plan, of, place, progress=lambda suite, done, total: None):
    with Journal(RunDirectory(place).generations) as journal:
        return run_benchmark(plan, of, journal, progress)


def losses(benchmark):
    return {row.messages[0].content: row.outcomes["loss"] for row in benchmark.generations if row.outcomes}


def test_the_loss_of_a_text_is_the_mean_over_its_tokens_but_the_first(make_plan, tmp_path):
    benchmark = read(make_plan(), model(3 / 4), tmp_path / "read")

    assert losses(benchmark) == pytest.approx(LOSSES)
    result = benchmark.results.suites["retention"]
    loss = result.scores["loss"]
    assert loss.value == pytest.approx(sum(LOSSES.values()) / 3)
    assert (loss.n, loss.unit, loss.higher_is_better) == (3, "nats", False)
    assert loss.low < loss.value < loss.high
    assert (result.tokens.prompt, result.tokens.sampled) == (2 + 4 + 3, 0)
    (failed,) = [row for row in benchmark.generations if row.error]
    assert (result.counts.errors, failed.error) == (1, "a text of 1 tokens has none to foresee")
    write_benchmark(RunDirectory(tmp_path / "read"), benchmark)
    assert read_benchmark(RunDirectory(tmp_path / "read")) == benchmark


def test_the_control_knows_how_frequent_tokens_are_and_nothing_else(make_plan, tmp_path):
    benchmark = read(make_plan(["ab", "abab", "aab"]), model(3 / 4), tmp_path / "read")
    unigram = benchmark.results.suites["retention"].controls["unigram"]["loss"]
    b, a = math.log(6 / 4), math.log(6 / 2)  # foreseen are b; b, a, b; a, b
    assert unigram.value == pytest.approx((b + (2 * b + a) / 3 + (a + b) / 2) / 3)
    assert (unigram.unit, unigram.n) == ("nats", 3)


def test_what_follows_the_limit_is_not_read_and_counted(make_plan, tmp_path):
    benchmark = read(make_plan(["aab", "ab"], max_tokens=2), model(3 / 4), tmp_path / "read")
    assert losses(benchmark) == pytest.approx({"aab": math.log(4 / 3), "ab": math.log(4)})
    assert benchmark.results.suites["retention"].counts.truncated == 1


def test_a_conversation_is_read_as_the_template_writes_it():
    tokenizer = CharacterTokenizer()
    table = np.random.default_rng(0).normal(size=(len(ALPHABET), len(ALPHABET)))
    reader = reading.Reading(sampler=BigramSampler(table), tokenizer=tokenizer)
    turns = (Message(role="user", content="a"), Message(role="assistant", content="b"))
    replies = {}
    reader.read([turns], Decoding(max_tokens=64), {(0, 0)}, replies.update)
    written = [ALPHABET.index(c) for c in f"{ROLES['user']}a{END}{ROLES['assistant']}b{END}"]
    scores = table - np.log(np.exp(table).sum(axis=1, keepdims=True))
    by_hand = -np.mean([scores[before, after] for before, after in pairwise(written)])
    assert float(replies[0, 0].text) == pytest.approx(by_hand, rel=1e-6)


def test_what_was_read_before_an_interruption_is_not_read_again(make_plan, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 1)
    plan = make_plan(["ab", "abab", "aab"])

    def stop(_suite, done, _total):
        if done == 2:
            raise Interrupted("stopped")

    with pytest.raises(Interrupted):
        read(plan, model(3 / 4), tmp_path / "read", stop)
    reads = []
    resumed = read(plan, model(3 / 4), tmp_path / "read", lambda _suite, done, _total: reads.append(done))
    assert reads == [2, 3]
    assert losses(resumed) == pytest.approx(LOSSES)


def test_a_model_that_forgot_is_worse_and_by_how_many_nats(make_plan, tmp_path):
    texts = ["a" * length + "b" * (length % 3) for length in range(10, 40)]
    plan = make_plan(texts)
    before, after = (read(plan, model(share), tmp_path / str(share)) for share in (0.9, 0.8))
    compared = compare_benchmarks(before, after).scores["benchmark/retention/loss"]
    assert (compared.verdict, compared.unit, compared.only_b) == ("worse", "nats", 30)
    assert max(losses(after).values()) < 1  # they could be taken for shares
    assert (compared.test, compared.interval) == ("sign flips of items", "studentised bootstrap")
    by_hand = np.mean([losses(after)[text] - losses(before)[text] for text in texts])
    assert compared.difference == pytest.approx(by_hand)
    assert compared.low < by_hand < compared.high
    assert before.results.suites["retention"].scores["loss"].interval == "studentised bootstrap"


def test_a_server_cannot_be_read_to(make_plan, tmp_path):
    with (
        serving() as server,
        pytest.raises(BackendError, match=r"retention: http.* does not tell how likely"),
    ):
        read(make_plan(), Served(name="served", endpoint=to(server)), tmp_path / "read")
