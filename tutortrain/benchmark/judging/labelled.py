"""Replies that people have labelled: rows of the training format with a `label` beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from tutortrain.data.example import Example
from tutortrain.data.fields import BadRow, Fields, bad_line
from tutortrain.data.format import parse
from tutortrain.errors import DataError
from tutortrain.runs.jsonl import BadLine, iter_rows
from tutortrain.types import Messages

Label = Literal["good", "leaks", "unhelpful"]
LABELS: Final[tuple[Label, ...]] = get_args(Label)
OWN: Final = Path(__file__).with_name("labelled.jsonl")
"""Forty hints to ten problems, written and labelled by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A reply that is to be judged; `said` is the talk up to the pupil's turn before it."""

    item: Example
    said: Messages
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A case, and what people said of it."""

    case: Case
    label: Label


def read_labelled(file: str | None) -> tuple[Labelled, ...]:
    """Of a file, or our own. Raises DataError for one that cannot be read, is empty or has a bad row."""
    path = OWN if file is None else Path(file)
    try:
        found = tuple(_rows(path))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error
    if not found:
        raise DataError(f"{path} has no labelled reply; expected rows with `prompt`, `response` and `label`.")
    return found


def _rows(path: Path) -> Iterator[Labelled]:
    for number, row in iter_rows(path):
        place = f"{path}:{number}"
        try:
            yield _labelled(row, place)
        except BadRow as error:
            raise DataError(f"{place}: {error}.") from error


def _labelled(row: object, place: str) -> Labelled:
    if isinstance(row, BadLine):
        raise bad_line(row)
    fields = Fields(row, "`prompt`, `response` and `label`")
    said = fields.text("label", f"one of {', '.join(LABELS)}")
    fields.check()
    label = next((label for label in LABELS if label == said), None)
    item = parse(row, place)
    if label is None:
        raise BadRow(f"`label` is {said!r}; expected one of {', '.join(LABELS)}")
    if item.response is None:
        raise BadRow("there is no `response`; expected the reply that the label is about")
    return Labelled(case=Case(item=item, said=item.messages[:-1], reply=item.response), label=label)
