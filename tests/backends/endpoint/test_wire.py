"""From an answer's JSON to a reply, or to why there is none."""

import json
from typing import Any

import pytest

from tests.backends.served import choice
from tutortrain.backends.endpoint.wire import (
    Failed,
    Reply,
    Said,
    message_in,
    parse,
    read_models,
    read_reply,
)


def reply_to(answer: object) -> Reply | Failed:
    return read_reply(Said(answer))


def test_a_whole_answer_is_read() -> None:
    answer = {
        "model": "tutor",
        "choices": [choice("What do you know?"), choice("the second is not asked for")],
        "usage": {"prompt_tokens": 12, "completion_tokens": 5},
    }

    assert reply_to(answer) == Reply(
        text="What do you know?",
        stop_reason="stop",
        model="tutor",
        num_prompt_tokens=12,
        num_completion_tokens=5,
    )


@pytest.mark.parametrize("usage", [{}, {"usage": None}, {"usage": {"prompt_tokens": "many"}}])
def test_counts_that_are_missing_are_none(usage: dict[str, Any]) -> None:
    reply = reply_to({"choices": [choice("hm")], **usage})

    assert isinstance(reply, Reply)
    assert (reply.num_prompt_tokens, reply.num_completion_tokens) == (None, None)


@pytest.mark.parametrize(
    ("finish_reason", "stop_reason"),
    [("stop", "stop"), ("length", "length"), ("content_filter", "content_filter"), (None, "unknown")],
)
def test_a_stop_reason_is_the_servers(finish_reason: str | None, stop_reason: str) -> None:
    reply = reply_to({"choices": [choice("hm", finish_reason)]})

    assert isinstance(reply, Reply)
    assert reply.stop_reason == stop_reason


def test_half_a_character_becomes_one_that_a_file_can_hold() -> None:
    said = parse(b'{"choices": [{"message": {"content": "\\ud83d 5 \\ud83d\\ude00"}}]}')

    assert said is not None
    reply = read_reply(said)
    assert isinstance(reply, Reply)
    assert reply.text == "\ufffd 5 \U0001f600"
    assert reply.text.encode()


def test_reasoning_beside_an_answer_is_left_out() -> None:
    reply = reply_to({"choices": [choice("4", reasoning_content="2 + 2 is 4")]})

    assert isinstance(reply, Reply)
    assert reply.text == "4"


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (choice("", "length"), "max_tokens were used up before the reply's first word; raise max_tokens"),
        (
            choice("", "stop", reasoning="Let me see"),
            "the reply holds reasoning but no answer (finish_reason stop); raise max_tokens",
        ),
        (choice([{"type": "text"}]), "the reply's content is a list and not text (finish_reason stop)"),
        (choice(4, None), "the reply's content is a number and not text (finish_reason missing)"),
        (choice(None, "tool_calls"), "the reply's content is null and not text (finish_reason tool_calls)"),
        ({"text": "of another route"}, "the answer's first choice holds no message"),
        (None, "the answer's first choice holds no message"),
    ],
)
def test_a_choice_without_text_is_no_empty_answer(message: object, reason: str) -> None:
    assert reply_to({"choices": [message]}) == Failed(reason=reason, status=200)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (None, "the answer is null and not an object"),
        ([1], "the answer is a list and not an object"),
        ("hello", "the answer is a text and not an object"),
        ({}, "the answer has no choices, only an empty object"),
        ({"choices": None}, "the answer's choices are null and not a list"),
        ({"error": "overloaded", "choices": []}, "the server reports an error: overloaded"),
        ({"error": None, "choices": []}, "the answer's list of choices is empty"),
    ],
)
def test_an_answer_of_another_shape_says_which(answer: object, reason: str) -> None:
    assert reply_to(answer) == Failed(reason=reason, status=200)


@pytest.mark.parametrize("body", [b"", b'{"choices": [', b"<html>", b"\xff\xfe\xfd", b"[" * 100_000])
def test_what_is_no_whole_json_is_not_parsed(body: bytes) -> None:
    assert parse(body) is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"error": {"message": "too long", "type": "x"}}', "too long"),
        (b'{"error": "too long"}', "too long"),
        (b'{"detail": "too long"}', "too long"),
        (b'{"message": "too long"}', "too long"),
        (b'{"detail": [{"loc": "body"}]}', '{"detail": [{"loc": "body"}]}'),
        (b"too long", "too long"),
        (b"", ""),
    ],
)
def test_an_error_says_what_the_server_says(body: bytes, message: str) -> None:
    assert message_in(body) == message


@pytest.mark.parametrize(
    ("listing", "ids"),
    [
        ({"data": [{"id": "a"}, {"id": "b"}]}, ("a", "b")),
        ([{"id": "a"}], ("a",)),
        ({"data": []}, ()),
        ({"data": [{"name": "a"}, None]}, ()),
        ({"models": ["a"]}, None),
        ("a", None),
    ],
)
def test_a_list_of_models_is_told_from_something_else(listing: object, ids: tuple[str, ...] | None) -> None:
    assert read_models(json.dumps(listing).encode()) == ids
