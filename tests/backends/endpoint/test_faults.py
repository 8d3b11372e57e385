"""What a flaky server does, and what the client makes of it."""

import random
import re
import time
from collections import Counter
from email.utils import formatdate
from typing import Any

import pytest

from tests.backends.endpoint.asking import ask, numbered, to
from tests.backends.served import (
    Fault,
    Served,
    always,
    choice,
    drip,
    in_turn,
    refuse,
    reset,
    say,
    stall,
    tear,
)
from tutortrain.backends.endpoint import Failed, Reply


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 529])
def test_what_may_pass_is_asked_again(served: Served, status: int) -> None:
    served.fault_for = in_turn(refuse(status, "not now"))

    (reply,) = ask(to(served), "hello")

    assert isinstance(reply, Reply)
    assert len(served.questions) == 2


@pytest.mark.parametrize("fault", [tear, reset, say(b'{"choices": [{"mess'), say(b"")])
def test_a_torn_answer_is_asked_for_again(served: Served, fault: Fault) -> None:
    healthy = ask(to(served), "hello")
    served.fault_for = lambda question, num_before: fault if num_before == 1 else None

    assert ask(to(served), "hello") == healthy
    assert len(served.questions) == 3


@pytest.mark.parametrize(
    ("fault", "reason", "status"),
    [
        (refuse(503, "over\nloaded"), r"503: over loaded \(3 attempts\)$", 503),
        (tear, r"the connection broke: .+ \(3 attempts\)$", None),
        (reset, r"the connection broke: .+ \(3 attempts\)$", None),
        (say(b"<html>Hi</html>"), r"the answer is no complete JSON: <html>Hi</html> \(3 attempts\)$", 200),
        (say(b"[" * 100_000), r"the answer is no complete JSON: \[{400}… \(3 attempts\)$", 200),
    ],
)
def test_after_the_last_attempt_a_request_has_failed(
    served: Served, fault: Fault, reason: str, status: int | None
) -> None:
    served.fault_for = lambda question, num_before: fault if question == "bad" else None

    bad, good = ask(to(served), "bad", "good")

    assert isinstance(bad, Failed)
    assert re.match(reason, bad.reason)
    assert bad.status == status
    assert isinstance(good, Reply)
    assert Counter(served.questions) == {"bad": 3, "good": 1}


def test_no_retries_means_one_attempt(served: Served) -> None:
    served.fault_for = always(refuse(500, "broken"))

    assert ask(to(served, max_retries=0), "hello") == (Failed(reason="500: broken", status=500),)
    assert len(served.questions) == 1


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_request_that_the_server_cannot_take_fails_alone_and_at_once(served: Served, status: int) -> None:
    served.fault_for = lambda question, num_before: refuse(status, "too long") if question == "long" else None

    long, short = ask(to(served), "long", "short")

    assert long == Failed(reason=f"{status}: too long", status=status)
    assert isinstance(short, Reply)
    assert len(served.questions) == 2


def test_retry_after_in_seconds_is_waited(served: Served) -> None:
    served.fault_for = in_turn(refuse(429, "slow down", Retry_After="0.7"))

    ask(to(served), "hello")

    first, second = (seen.at for seen in served.seen)
    assert 0.7 <= second - first < 0.7 + 0.5 + 0.3


def test_retry_after_as_a_date_is_waited(served: Served) -> None:
    in_two_seconds = formatdate(time.time() + 2, usegmt=True)
    served.fault_for = in_turn(refuse(503, "back soon", Retry_After=in_two_seconds))

    ask(to(served), "hello")

    first, second = (seen.at for seen in served.seen)
    assert 0.9 <= second - first < 2 + 0.5 + 0.3


@pytest.mark.parametrize("fault", [stall(1.5), drip])
def test_one_attempt_takes_no_longer_than_its_limit(served: Served, fault: Fault) -> None:
    served.fault_for = always(fault)
    started = time.monotonic()

    (failed,) = ask(to(served, timeout_seconds=0.3, max_retries=0), "hello")

    assert failed == Failed(reason="no answer within 0.3 s")
    assert 0.3 <= time.monotonic() - started < 1.2


def test_a_time_out_is_asked_again(served: Served) -> None:
    served.fault_for = in_turn(stall(1.5))

    (reply,) = ask(to(served, timeout_seconds=0.3), "hello")

    assert isinstance(reply, Reply)
    assert len(served.questions) == 2


def test_a_flaky_server_gives_the_same_replies_as_a_healthy_one(served: Served) -> None:
    questions = numbered(40)
    healthy = ask(to(served), *questions)
    served.seen.clear()
    faults = [refuse(500, "broken"), refuse(429, "slow down", Retry_After="0"), tear, reset, say(b'{"cho')]
    draws = random.Random(0)
    flaky = {question: draws.sample(faults, 2) for question in draws.sample(questions, 10)}
    served.fault_for = lambda question, num_before: dict(enumerate(flaky.get(question, ()), 1)).get(
        num_before
    )
    arrived: list[int] = []

    replies = ask(to(served, max_concurrent=16), *questions, on_reply=lambda index, _: arrived.append(index))

    assert replies == healthy
    assert sorted(arrived) == list(range(40))
    assert len(served.questions) == 40 + 2 * 10


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({}, "the answer has no choices, only an empty object"),
        ({"error": {"message": "no credits"}}, "the server reports an error: no credits"),
        ({"choices": []}, "the answer's list of choices is empty"),
        ({"choices": [choice(None)]}, "the reply's content is null and not text (finish_reason stop)"),
        (
            {"choices": [choice(None, "length", reasoning_content="Let me")]},
            "the reply holds reasoning but no answer (finish_reason length); raise max_tokens",
        ),
    ],
)
def test_a_reply_without_text_has_failed_and_is_not_asked_for_again(
    served: Served, answer: dict[str, Any], reason: str
) -> None:
    served.fault_for = always(say(answer))

    assert ask(to(served), "hello") == (Failed(reason=reason, status=200),)
    assert len(served.questions) == 1


def test_an_empty_text_is_a_reply(served: Served) -> None:
    served.fault_for = always(say({"choices": [choice("")]}))

    assert ask(to(served), "hello") == (Reply(text="", stop_reason="stop", model=""),)


def test_waiting_moves_nobody_elses_random_numbers(served: Served) -> None:
    served.fault_for = in_turn(refuse(500, "broken"))
    state = random.getstate()

    ask(to(served), "hello")

    assert random.getstate() == state
