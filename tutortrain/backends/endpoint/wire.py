"""From an answer in the wire format to a reply, or to the reason why there is none.

The format is that of https://platform.openai.com/docs/api-reference/chat/object. A reply without text is kept
apart from a reply with an empty text: the second is what the model said, the first is no answer to score.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

REASONING_KEYS: Final = ("reasoning_content", "reasoning")
"""Where servers put what a reasoning model thought before it answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the model said.

    stop_reason: `stop`, `length`, or whatever else the server says; `unknown` if it says nothing.
    model: what the server calls the model that replied; empty if it does not say.
    num_prompt_tokens, num_completion_tokens: as the server counts them.
    """

    text: str
    stop_reason: str
    model: str
    num_prompt_tokens: int | None = None
    num_completion_tokens: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A request that brought no reply; `status` is the HTTP status, if the server answered at all."""

    reason: str
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """The JSON value that an answer's body holds, whatever it is."""

    value: object


def parse(body: bytes) -> Said | None:
    """None for a body that is cut off, is no JSON, or is nested too deep to read."""
    try:
        return Said(json.loads(body))
    except (ValueError, RecursionError):
        return None


def read_reply(said: Said) -> Reply | Failed:
    """The first choice of an answer."""
    match said.value:
        case {"choices": [{"message": {"content": str() as text} as message} as choice, *_]}:
            silence = _silence(text, message, choice)
            return Failed(reason=silence, status=200) if silence else _reply(text, choice, said)
        case _:
            return Failed(reason=_problem(said.value), status=200)


def read_models(body: bytes) -> tuple[str, ...] | None:
    """The ids in a list of models, in either of the shapes in use; None if it is no such list."""
    match parse(body):
        case Said({"data": [*items]} | [*items]):
            return tuple(str(item["id"]) for item in items if isinstance(item, dict) and "id" in item)
        case _:
            return None


def served_model(said: Said) -> str:
    """What an answer says that it comes from; empty if it does not say."""
    match said.value:
        case {"model": str() as name}:
            return name
        case _:
            return ""


def message_in(body: bytes) -> str:
    """What an error's body says, whichever of the usual shapes it has; else the body as it is."""
    said = parse(body)
    return (said and _error_message(said.value)) or body.decode(errors="replace")


def _error_message(answer: object) -> str:
    match answer:
        case {"error": {"message": str() as message}} | {"error": str() as message}:
            return message
        case {"message": str() as message} | {"detail": str() as message}:
            return message
        case _:
            return ""


def _reply(text: str, choice: Mapping[Any, Any], said: Said) -> Reply:
    return Reply(
        text=_writable(text),
        stop_reason=_stop_reason(choice) or "unknown",
        model=served_model(said),
        num_prompt_tokens=_count(said, "prompt_tokens"),
        num_completion_tokens=_count(said, "completion_tokens"),
    )


def _writable(text: str) -> str:
    """JSON can hold halves of surrogate pairs, which no file can: they become replacement characters."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _stop_reason(choice: Mapping[Any, Any]) -> str:
    reason = choice.get("finish_reason")
    return reason if isinstance(reason, str) else ""


def _count(said: Said, key: str) -> int | None:
    match said.value:
        case {"usage": {**usage}}:
            count = usage.get(key)
            return count if isinstance(count, int) else None
        case _:
            return None


def _silence(text: str, message: Mapping[Any, Any], choice: Mapping[Any, Any]) -> str:
    """Why an empty text is no answer; empty if it is one."""
    if text:
        return ""
    if any(message.get(key) for key in REASONING_KEYS):
        return f"the reply holds reasoning but no answer ({_ended(choice)}); raise max_tokens"
    if _stop_reason(choice) == "length":
        return "max_tokens were used up before the reply's first word; raise max_tokens"
    return ""


def _problem(answer: object) -> str:
    """Why an answer without text in it cannot be used."""
    if error := _error_message(answer):
        return f"the server reports an error: {error}"
    match answer:
        case {"choices": [{"message": {**message}} as choice, *_]}:
            if silence := _silence("", message, choice):
                return silence
            content = message.get("content")
            return f"the reply's content is {_kind(content)} and not text ({_ended(choice)})"
        case {"choices": []}:
            return "the answer's list of choices is empty"
        case {"choices": [_, *_]}:
            return "the answer's first choice holds no message"
        case {"choices": choices}:
            return f"the answer's choices are {_kind(choices)} and not a list"
        case {**fields}:
            return f"the answer has no choices, only {', '.join(map(str, fields)) or 'an empty object'}"
        case _:
            return f"the answer is {_kind(answer)} and not an object"


def _ended(choice: Mapping[Any, Any]) -> str:
    return f"finish_reason {_stop_reason(choice) or 'missing'}"


def _kind(value: object) -> str:
    names = {type(None): "null", list: "a list", dict: "an object", str: "a text", bool: "a truth value"}
    return names.get(type(value), "a number")
