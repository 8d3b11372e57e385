"""From a line of somebody's file to a problem, and to a row of our training format that can take a tag."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tutortrain.curriculum.problem import Problem
from tutortrain.curriculum.tag import Tag
from tutortrain.data.fields import Fields, bad_line
from tutortrain.data.format import content, parse
from tutortrain.data.sources import gsm8k
from tutortrain.data.sources.answers import sentence
from tutortrain.data.sources.asking import ask
from tutortrain.embedded.requests import SOLVE_REQUEST
from tutortrain.runs.jsonl import BadLine, Row

_GIVEN: Final = "given"
"""How a tag was made that the row had before; it is kept, for people know better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNames:
    """Where a file that is neither GSM8K's nor ours keeps what a problem is made of."""

    problem: str
    answer: str | None = None
    solution: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Untagged:
    """A row of our format, and the problem it is about; `is_given`: it says its grade and topics itself."""

    row: Row
    problem: Problem
    is_given: bool

    def tagged(self, tag: Tag) -> Row:
        if self.is_given:
            return {**self.row, "tag_method": _GIVEN, "tag_confidence": None}
        return {**self.row, **tag.fields()}


def read_row(value: object, place: str, names: FieldNames | None) -> Untagged:
    """Raises BadRow. Without names a row is GSM8K's where it has a question and an answer, else ours."""
    if isinstance(value, BadLine):
        raise bad_line(value)
    if names is not None:
        return _named(Fields(value, f"`{names.problem}`"), names)
    if isinstance(value, dict) and "question" in value and "answer" in value and "prompt" not in value:
        return _gsm8k(value)
    return _ours(value, place)


def _gsm8k(row: Row) -> Untagged:
    """The response is the worked solution; other fields than the two stay."""
    converted = gsm8k.convert(row, SOLVE_REQUEST)
    assert isinstance(converted, dict)
    rest = {key: value for key, value in row.items() if key not in ("question", "answer")}
    problem = Problem(text=converted["problem"], answer=converted["answer"], solution=converted["solution"])
    return _checked(Untagged(row={**rest, **converted}, problem=problem, is_given=_is_given(row)))


def _ours(value: object, place: str) -> Untagged:
    example = parse(value, place)
    problem = Problem(text=example.problem, answer=example.answer, solution=example.solution)
    row = value if isinstance(value, dict) else {}
    return Untagged(row=row, problem=problem, is_given=_is_given(row))


def _named(fields: Fields, names: FieldNames) -> Untagged:
    """The response is the solution, with the answer in a sentence of its own; other fields stay."""
    text = fields.text(names.problem, "the problem's text")
    answer = fields.label(names.answer) if names.answer else None
    solution = fields.optional_text(names.solution, "worked steps") if names.solution else None
    if answer is None and solution is None:
        fields.mistakes.append(
            "there is no answer and no solution; name their fields, of which a row has one"
        )
    fields.check()
    said = "\n".join(part for part in (solution, sentence(answer) if answer else None) if part)
    mapped: dict[str, Any] = {"problem": text, "prompt": ask(text, SOLVE_REQUEST), "response": said}
    mapped |= {key: value for key, value in (("answer", answer), ("solution", solution)) if value}
    row: Mapping[str, Any] = {**fields.row, **mapped}
    problem = Problem(text=text, answer=answer, solution=solution)
    return _checked(Untagged(row=dict(row), problem=problem, is_given=_is_given(row)))


def _checked(untagged: Untagged) -> Untagged:
    """What stays of the row may mean something else in our format. Raises BadRow where it cannot be read."""
    content(untagged.row)
    return untagged


def _is_given(row: Mapping[str, Any]) -> bool:
    return bool(row.get("grade") and row.get("topic_tags")) and row.get("tag_method") in (None, _GIVEN)
