"""Our own format: one JSON object a line, checked and turned into an Example.

    prompt, response      the pupil's turn and the tutor's; or `messages` for more turns. A row with an answer
                          may go without a response: it can be asked, though not learned
    id, problem_id        names; without them digests of what is said, and of the problem's text
    problem               the problem's bare text; without it the prompt
    answer, solution      final answer and worked steps, one a line
    attempt, mistake      a pupil's own solution as a list of steps, the last of which states an answer; and
                          the number of the first wrong step, from 1, or 0 where none is wrong
    grade, topic_tags     what the benchmark is broken down by

Other keys are allowed and ignored: people keep their own notes in their rows.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import TypedDict

from tutortrain.data.example import Content, Example
from tutortrain.data.fields import Fields
from tutortrain.data.words import words
from tutortrain.types import Message


class _Said(TypedDict):
    """The fields of `Content`, which `Example` has, too."""

    messages: tuple[Message, ...]
    problem: str
    answer: str | None
    solution: str | None
    grade: str | None
    topic_tags: tuple[str, ...]
    attempt: tuple[str, ...] | None
    mistake: int | None


def parse(row: object, place: str) -> Example:
    """Raises BadRow with all mistakes of the row; `place` is where it came from, `file:line`."""
    fields = _fields(row)
    name, problem_name, said = fields.label("id"), fields.label("problem_id"), _said(fields)
    fields.check()
    return Example(
        id=name or _digest_of(said["messages"]),
        problem_id=problem_name or problem_digest(said["problem"]),
        place=place,
        **said,
    )


def content(row: object) -> Content:
    """What `parse` gives but for the names, whose digests take longer than all the rest. Raises BadRow."""
    fields = _fields(row)
    fields.label("id"), fields.label("problem_id")
    said = _said(fields)
    fields.check()
    return Content(**said)


def problem_id(row: object, said: Content) -> str:
    """What `parse` calls the problem of a row that says this."""
    return _fields(row).label("problem_id") or problem_digest(said.problem)


def _fields(row: object) -> Fields:
    return Fields(row, "`prompt` and `response`, or `messages`")


def _said(fields: Fields) -> _Said:
    messages = fields.messages() if fields.has("messages") else _turns(fields)
    problem = fields.optional_text("problem", "the problem's text") or _asked(messages)
    attempt, mistake = _attempt(fields)
    return _Said(
        messages=messages,
        problem=problem,
        answer=fields.label("answer"),
        solution=fields.optional_text("solution", "worked steps, one a line,"),
        grade=fields.label("grade"),
        topic_tags=fields.labels("topic_tags", 'strings such as ["fractions"]'),
        attempt=attempt,
        mistake=mistake,
    )


def _asked(messages: Sequence[Message]) -> str:
    return next((message.content for message in messages if message.role == "user"), "")


def problem_digest(problem: str) -> str:
    """The same 16 hex digits for one problem, however it is spaced, capitalised and punctuated."""
    return sha256(" ".join(words(problem)).encode()).hexdigest()[:16]


def _digest_of(messages: Sequence[Message]) -> str:
    """A row's name that depends on neither its file nor its line, in 16 hex digits."""
    said = json.dumps([[message.role, message.content] for message in messages])
    return sha256(said.encode()).hexdigest()[:16]


def _attempt(fields: Fields) -> tuple[tuple[str, ...] | None, int | None]:
    """The steps, and which of them is the first wrong one; each None where the row does not have it."""
    if not fields.has("attempt"):
        if fields.has("mistake"):
            fields.mistakes.append("`mistake` is there without `attempt`; expected the steps that it counts")
        return None, None
    steps = fields.labels("attempt", "steps as strings")
    if not all(step.strip() for step in steps):
        fields.mistakes.append("`attempt` has an empty step; expected what the pupil wrote")
    is_known = fields.has("mistake")
    return steps or None, fields.count("mistake", len(steps), "0 or a step's number") if is_known else None


def _turns(fields: Fields) -> tuple[Message, ...]:
    asked = Message(role="user", content=fields.text("prompt", "what the pupil says"))
    if fields.has("answer") and fields.lacks("response"):
        return (asked,)
    return (asked, Message(role="assistant", content=fields.text("response", "the tutor's reply")))
