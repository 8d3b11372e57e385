"""Many conversations at once: order, bounds, progress, and an interrupt."""

import json
import signal
import subprocess
import sys
import threading
import time

import pytest

from tests.backends.endpoint.asking import ask, numbered, to
from tests.backends.served import MODEL, Served, refuse, serving, stall
from tutortrain.backends.endpoint import Failed, Reply
from tutortrain.types import Message


def test_replies_come_in_the_order_of_the_requests_whichever_arrives_first(served: Served) -> None:
    questions = numbered(12)
    one_by_one = [ask(to(served), question, seed=number)[0] for number, question in enumerate(questions)]
    served.fault_for = lambda question, num_before: (
        refuse(503, "later") if question == questions[0] and num_before < 2 else None
    )
    arrivals: list[tuple[int, Reply | Failed]] = []

    replies = ask(to(served), *questions, on_reply=lambda *arrival: arrivals.append(arrival))

    assert list(replies) == one_by_one
    assert len({reply.text for reply in replies if isinstance(reply, Reply)}) == 12
    assert sorted(arrivals, key=lambda arrival: arrival[0]) == list(enumerate(replies))


def test_a_reply_says_what_the_server_counted_and_why_it_ended(served: Served) -> None:
    (cut,) = ask(to(served), "2 + 2?", max_tokens=8)
    (whole,) = ask(to(served), "2 + 2?", max_tokens=200)

    assert isinstance(cut, Reply)
    assert isinstance(whole, Reply)
    assert (cut.stop_reason, cut.model) == ("length", MODEL)
    assert (cut.num_prompt_tokens, cut.num_completion_tokens) == (9, 8)
    assert whole.stop_reason == "stop"
    assert whole.text.startswith(cut.text)


def test_what_is_sent_is_the_wire_format(served: Served) -> None:
    conversation = [Message(role="system", content="Tutor."), Message(role="user", content="½ + \ud800?")]

    to(served).complete([conversation], max_tokens=3, temperature=0.5, top_p=0.9, seed=7)

    (seen,) = served.seen
    assert (seen.method, seen.path) == ("POST", "/v1/chat/completions")
    assert seen.body == {
        "model": MODEL,
        "messages": [{"role": "system", "content": "Tutor."}, {"role": "user", "content": "½ + \ud800?"}],
        "max_tokens": 3,
        "temperature": 0.5,
        "top_p": 0.9,
        "seed": 7,
    }


def test_what_was_not_asked_for_is_not_sent(served: Served) -> None:
    ask(to(served), "hello", seed=None)

    assert served.seen[0].body.keys() == {"model", "messages", "max_tokens", "temperature"}
    assert "Authorization" not in served.seen[0].headers


def test_equal_conversations_are_sent_with_different_seeds(served: Served) -> None:
    ask(to(served, max_concurrent=1), "same", "same", "same", seed=5)
    ask(to(served, max_concurrent=1), "same", "same", seed=(11, 3))

    assert [seen.body["seed"] for seen in served.seen] == [5, 6, 7, 11, 3]


def test_no_requests_need_no_server() -> None:
    with serving() as gone:
        pass

    assert ask(to(gone)) == ()


@pytest.mark.parametrize("limit", [1, 3])
def test_at_most_so_many_requests_are_under_way_at_once(served: Served, limit: int) -> None:
    served.seconds = 0.03

    ask(to(served, max_concurrent=limit), *numbered(10))

    assert served.peak == limit
    assert len(served.questions) == 10


def test_waiting_for_a_place_is_not_part_of_a_time_limit(served: Served) -> None:
    served.seconds = 0.1

    replies = ask(to(served, max_concurrent=1, timeout_seconds=0.4, max_retries=0), *numbered(8))

    assert all(isinstance(reply, Reply) for reply in replies)


def test_replies_are_shown_in_the_callers_thread_as_they_arrive(served: Served) -> None:
    served.seconds = 0.05
    num_asked: list[int] = []
    threads = set()

    def on_reply(index: int, outcome: Reply | Failed) -> None:
        num_asked.append(len(served.questions))
        threads.add(threading.current_thread())

    ask(to(served, max_concurrent=1), *numbered(4), on_reply=on_reply)

    assert num_asked[0] <= 2
    assert num_asked[-1] == 4
    assert threads == {threading.current_thread()}


def test_what_on_reply_raises_ends_the_batch(served: Served) -> None:
    served.seconds = 0.02

    def stop(index: int, outcome: Reply | Failed) -> None:
        raise InterruptedError("enough")

    with pytest.raises(InterruptedError, match="enough"):
        ask(to(served, max_concurrent=2), *numbered(50), on_reply=stop)
    assert len(served.questions) <= 4


def test_importing_the_client_does_not_import_httpx() -> None:
    program = "import sys, tutortrain.backends.endpoint; print('httpx' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


INTERRUPTED = """
import json, signal, sys, threading
from tutortrain.backends.endpoint import Endpoint
from tutortrain.config.endpoint import EndpointConfig
from tutortrain.types import Message

def handler(number, frame):
    raise KeyboardInterrupt

# What a shell starts in the background ignores the signal, and so does all that it starts.
signal.signal(signal.SIGINT, handler if sys.argv[2] == "handler" else signal.default_int_handler)
config = EndpointConfig(
    url=sys.argv[1], model="bigram", api_key_env=None, max_concurrent=4, timeout_seconds=60.0, max_retries=5
)
requests = [[Message(role="user", content=str(number))] for number in range(20)]
shown = []
try:
    Endpoint(config).complete(
        requests, max_tokens=4, temperature=0.0, on_reply=lambda index, _: shown.append(index)
    )
except KeyboardInterrupt:
    print(json.dumps({"shown": shown, "threads": [thread.name for thread in threading.enumerate()]}))
"""


@pytest.mark.parametrize("handling", ["default", "handler"])
def test_an_interrupt_ends_all_requests_and_leaves_no_thread(served: Served, handling: str) -> None:
    served.fault_for = lambda question, num_before: None if question in ("0", "1") else stall(30)
    program = [sys.executable, "-W", "error", "-c", INTERRUPTED, served.url, handling]
    process = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and len(served.questions) < 6:
        time.sleep(0.02)
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    printed, complaints = process.communicate(timeout=10)

    assert complaints == ""
    assert time.monotonic() - started < 2
    left = json.loads(printed)
    assert sorted(left["shown"]) == [0, 1]
    assert left["threads"] == ["MainThread"]
    assert len(served.questions) == 6
