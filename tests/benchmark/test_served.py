"""A benchmark through a server that fails in every way it can scores as one through a server that does not."""

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from tests.backends.endpoint.asking import to
from tests.backends.served import Fault, Handler, Served, refuse, reset, say, serving, stall, tear
from tests.benchmark.conftest import make_example
from tutortrain.backends.endpoint.serving import confirm_served
from tutortrain.benchmark.journal import Journal
from tutortrain.benchmark.plan import Plan, plan_benchmark
from tutortrain.benchmark.respondents.endpoint import Served as Model
from tutortrain.benchmark.run import OnProgress, run_benchmark
from tutortrain.benchmark.saved import Benchmark
from tutortrain.config.benchmark import BenchmarkConfig
from tutortrain.errors import BackendError, EndpointError, Interrupted

NUM_ITEMS = 30
FAULTS: list[tuple[float, Fault]] = [
    (0.10, refuse(500, "internal error")),
    (0.05, stall(1.0)),
    (0.10, refuse(429, "slow down", Retry_After="1")),
    (0.05, say(b'{"choices": [{"mess')),
    (0.10, tear),
    (0.10, reset),
]
"""Shares of requests, each of which may meet the next fault when it is asked again."""
IN_A_ROW = 2
"""Faults that one question meets at most: the waits after them double each time."""


@pytest.fixture
def served():
    with serving() as server:
        yield server


@pytest.fixture
def plan(config: BenchmarkConfig) -> Plan:
    rows = [
        make_example(
            n,
            f"Tom has {n} apples and finds 5 more. How many has he?",
            str(n + 5),
            f"{n} + 5 = {n + 5}",
            "Add 5.",
        )
        for n in range(NUM_ITEMS)
    ]
    return plan_benchmark(config, rows, num_items=NUM_ITEMS)


def flaky(question: str, num_before: int) -> Fault | None:
    if num_before == IN_A_ROW:
        return None
    draw = int(hashlib.sha256(f"{question}{num_before}".encode()).hexdigest()[:8], 16) / 16**8
    for share, fault in FAULTS:
        if draw < share:
            return fault
        draw -= share
    return None


def ask(
    plan: Plan, served: Served, place: Path, progress: OnProgress = lambda suite, done, total: None
) -> Benchmark:
    endpoint = to(served, timeout_seconds=0.7, max_retries=8, max_concurrent=2 * NUM_ITEMS)
    with Journal(place / "generations.jsonl") as journal:
        return run_benchmark(plan, Model(name="served", endpoint=endpoint), journal, progress)


def test_a_flaky_server_scores_as_a_healthy_one_and_each_item_once(
    plan: Plan, served: Served, tmp_path: Path
) -> None:
    healthy = ask(plan, served, tmp_path / "healthy")
    served.seen.clear()
    served.fault_for = flaky

    disturbed = ask(plan, served, tmp_path / "flaky")

    assert disturbed.results.named_scores() == healthy.results.named_scores()
    assert [(row.suite, row.id, row.reply) for row in disturbed.generations] == [
        (row.suite, row.id, row.reply) for row in healthy.generations
    ]
    assert max(Counter((row.suite, row.id) for row in disturbed.generations).values()) == 1
    assert {flaky(question, 0) for question in served.questions} == {None, *(fault for _, fault in FAULTS)}
    assert len(served.questions) > 2 * NUM_ITEMS * 1.4
    assert all(suite.counts.errors == 0 for suite in disturbed.results.suites.values())


def test_an_interrupted_benchmark_asks_only_what_is_missing(
    plan: Plan, served: Served, tmp_path: Path
) -> None:
    def stop(suite: str, done: int, total: int) -> None:
        if (suite, done) == ("solve", 25):
            raise Interrupted("stopped")

    with pytest.raises(Interrupted):
        ask(plan, served, tmp_path, stop)
    served.seen.clear()

    resumed = ask(plan, served, tmp_path)

    asked = set(served.questions)  # a request that was under way at the stop may come in late, a second time
    assert len(asked) == 2 * NUM_ITEMS - 25
    assert resumed.results.named_scores() == ask(plan, served, tmp_path / "whole").results.named_scores()


def test_a_failed_request_is_counted_apart_and_is_no_wrong_answer(
    plan: Plan, served: Served, tmp_path: Path
) -> None:
    served.fault_for = lambda question, _before: (
        refuse(400, "too hard") if "has 7 apples" in question and "Solve" in question else None
    )

    asked = ask(plan, served, tmp_path)

    solve = asked.results.suites["solve"]
    assert (solve.counts.errors, solve.num_items, solve.scores["accuracy"].n) == (1, NUM_ITEMS, NUM_ITEMS - 1)
    (failed,) = [row for row in asked.generations if row.error]
    assert (failed.id, failed.outcomes) == ("row-7", {})
    served.fault_for = lambda _question, _before: None
    served.seen.clear()
    assert ask(plan, served, tmp_path).results.suites["solve"].counts.errors == 0
    assert len(served.questions) == 1


def test_a_benchmark_of_failures_alone_is_none(plan: Plan, served: Served, tmp_path: Path) -> None:
    served.fault_for = lambda _question, _before: refuse(400, "too hard")
    with pytest.raises(BackendError, match=r"solve: no question was answered: .*too hard"):
        ask(plan, served, tmp_path)


def test_another_model_that_begins_to_reply_ends_the_benchmark(
    plan: Plan, served: Served, tmp_path: Path
) -> None:
    served.replies_as = "base"
    with pytest.raises(EndpointError, match="was asked for bigram and replies as base"):
        ask(plan, served, tmp_path)


def listing(*names: str) -> Fault:
    return lambda handler: handler.answer(200, {"data": [{"id": name} for name in names]})


def broken(handler: Handler) -> None:
    handler.answer(500, {"error": "no cache"})


ADDRESS = "tinker://run/sampler_weights/final"


def test_a_model_that_is_listed_and_replies_under_its_name_is_served(served: Served) -> None:
    assert confirm_served(to(served)) is None


def test_a_model_that_is_not_listed_is_refused_with_the_nearest(served: Served) -> None:
    served.listing = listing("bigrams", "qwen", "llama", "mistral")
    with pytest.raises(EndpointError, match=r"does not serve bigram \(nearest: bigrams, "):
        confirm_served(to(served))
    assert not served.questions


def test_where_the_list_says_nothing_a_reply_is_asked_and_the_doubt_is_told(served: Served) -> None:
    served.listing = broken
    doubt = confirm_served(to(served))
    assert doubt is not None
    assert "does not list what is served" in doubt
    assert "a reply says that it comes from bigram" in doubt
    assert len(served.questions) == 1

    served.replies_as = "base"
    with pytest.raises(EndpointError, match="replies as base"):
        confirm_served(to(served))


def test_a_server_that_lists_no_fine_tune_is_asked_for_one(served: Served) -> None:
    served.listing = listing("base")
    served.fault_for = lambda _question, _before: (
        lambda handler: handler.answer(
            200, {"model": ADDRESS, "choices": [{"message": {"content": "Hello"}, "finish_reason": "stop"}]}
        )
    )
    doubt = confirm_served(to(served, model=ADDRESS))
    assert doubt is not None
    assert "lists no fine-tuned model" in doubt


def test_a_revision_behind_the_name_is_the_same_model(served: Served) -> None:
    served.replies_as = "bigram@main"
    assert confirm_served(to(served)) is None
