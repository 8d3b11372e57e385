"""A model's chat template: from messages to the text it reads, and where in that text each message lies.

Templates are Jinja programs that may trim, decorate or reorder what they are given. `layout` renders the
roles of a conversation once with unmistakable stand-ins for the contents; what lies between the stand-ins
belongs to the template. Real conversations are then walked through piece by piece, so a template that
rewrites a message is noticed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NoReturn

from tutortrain.errors import ModelError
from tutortrain.types import Message, Messages, Role

if TYPE_CHECKING:
    from jinja2 import Template

_DATE: Final = datetime(2024, 7, 26)
"""Llama 3 templates write a date into every conversation, today's unless told; this is their default. With
today's, a run resumed tomorrow would train on other tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The template's own text around the contents of messages with given roles.

    pieces: before the first content, between any two, and after the last; one more than there are messages.
    lead: characters before the last content that are the model's own to write, because the template puts them
        between its generation prompt and the content; 0 for most.
    """

    pieces: tuple[str, ...]
    lead: int


class ChatTemplate:
    """One compiled chat template with the special tokens that it may mention."""

    def __init__(self, source: str, special_tokens: Mapping[str, str]) -> None:
        self._source = source
        self._special_tokens = special_tokens
        self._layouts: dict[tuple[Role, ...], Layout] = {}

    def text(self, messages: Messages, *, prompt: bool) -> str:
        """What the model reads; with `prompt`, up to where its next turn begins. Thinking templates think
        nothing.

        Raises ModelError with the template's own words when it refuses the conversation.
        """
        from jinja2 import TemplateError

        turns = [{"role": message.role, "content": message.content} for message in messages]
        try:
            return self._compiled.render(
                messages=turns,
                add_generation_prompt=prompt,
                enable_thinking=False,
                date_string=_DATE.strftime("%d %b %Y"),
                **self._special_tokens,
            )
        except TemplateError as error:
            roles = ", ".join(message.role for message in messages)
            raise ModelError(f"The chat template refuses a conversation of {roles}: {error}") from error

    def layout(self, roles: tuple[Role, ...]) -> Layout:
        """The template's text around messages with these roles; computed once."""
        if roles not in self._layouts:
            self._layouts[roles] = self._measure(roles)
        return self._layouts[roles]

    def place(self, messages: Messages) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The conversation's text, and the character range [start, stop) of every content in it.

        Raises ModelError if the template changes a message beyond the white space around it.
        """
        text = self.text(messages, prompt=False)
        pieces = self.layout(tuple(message.role for message in messages)).pieces
        ranges, end = [], 0
        for message, before, after in zip(messages, pieces, pieces[1:], strict=False):
            start = end + len(before)
            end = start + len(_as_written(message, text, start, after))
            ranges.append((start, end))
        return text, tuple(ranges)

    def _measure(self, roles: tuple[Role, ...]) -> Layout:
        stand_ins = [Message(role=role, content=f"\ue000{i}\ue001") for i, role in enumerate(roles)]
        pieces = _split(self.text(stand_ins, prompt=False), stand_ins)
        lead = 0
        if roles[-1] == "assistant" and len(roles) > 1:
            prompt = _split(self.text(stand_ins[:-1], prompt=True), stand_ins[:-1])
            if not pieces[-2].startswith(prompt[-1]):
                raise ModelError(
                    "The chat template's generation prompt is no beginning of its assistant turn: "
                    f"{prompt[-1]!r} and {pieces[-2]!r}"
                )
            lead = len(pieces[-2]) - len(prompt[-1])
        return Layout(pieces=pieces, lead=lead)

    @cached_property
    def _compiled(self) -> "Template":
        """Compiled as transformers does, sandboxed: templates come with models, that is, from strangers."""
        from jinja2 import TemplateSyntaxError
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols", _generation_tag()]
        )
        environment.filters["tojson"] = _tojson
        environment.globals["raise_exception"] = _refuse
        environment.globals["strftime_now"] = _DATE.strftime
        try:
            return environment.from_string(self._source)
        except TemplateSyntaxError as error:
            raise ModelError(
                f"The chat template cannot be read: {error.message} (line {error.lineno})"
            ) from error


def _split(text: str, stand_ins: Sequence[Message]) -> tuple[str, ...]:
    """The text between the stand-ins, in their order."""
    pieces = []
    for message in stand_ins:
        before, found, text = text.partition(message.content)
        if not found:
            raise ModelError(f"The chat template leaves out or reorders a {message.role} message")
        pieces.append(before)
    return (*pieces, text)


def _as_written(message: Message, text: str, start: int, after: str) -> str:
    """The message's content as it stands in `text` at `start`, with or without the white space around it."""
    content = message.content
    for form in (content, content.lstrip(), content.rstrip(), content.strip()):
        if text.startswith(form + after, start):
            return form
    raise ModelError(f"The chat template rewrites this {message.role} message: {content[:80]!r}")


def _refuse(message: str) -> NoReturn:
    from jinja2 import TemplateError

    raise TemplateError(message)


def _tojson(value: object, **options: Any) -> str:
    """Jinja's own escapes HTML characters, which no model has seen."""
    return json.dumps(value, **{"ensure_ascii": False, **options})


def _generation_tag() -> type:
    """`{% generation %}`, by which some templates mark the assistant's text, renders its body."""
    from jinja2.ext import Extension
    from jinja2.nodes import Node
    from jinja2.parser import Parser

    class GenerationTag(Extension):
        tags = frozenset({"generation"})  # type: ignore[assignment]

        def parse(self, parser: Parser) -> list[Node]:
            next(parser.stream)
            return parser.parse_statements(("name:endgeneration",), drop_needle=True)

    return GenerationTag
