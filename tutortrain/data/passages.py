"""Text to be read for its own sake: no problem is asked about, and nobody replies."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from tutortrain.data.example import Example
from tutortrain.data.fields import BadRow, Fields
from tutortrain.embedded.corpus import conversations
from tutortrain.errors import DataError
from tutortrain.runs.jsonl import BadLine, iter_rows
from tutortrain.types import Message

MAX_CHARACTERS: Final = 1500
"""Of a passage, unless one paragraph has more: about 400 tokens of English."""
NUM_EMBEDDED: Final = 400
_SEED: Final = 0


def embedded_passages() -> tuple[Example, ...]:
    """Conversations as the embedded model read them before anyone fine-tuned it, about held-out problems."""
    passages: dict[str, Example] = {}  # a few come twice
    for request, reply in conversations(_SEED, "heldout"):
        turns = (Message(role="user", content=request), Message(role="assistant", content=reply))
        passage = _passage(f"embedded/pretraining:{len(passages) + 1}", turns)
        passages.setdefault(passage.id, passage)
        if len(passages) == NUM_EMBEDDED:
            break
    return tuple(passages.values())


def read_passages(file: str) -> tuple[Example, ...]:
    """Paragraphs of a file, as many together as make a passage: plain text, or the `text` of JSON lines.

    Passages of one JSON line share its `problem_id`. Raises DataError for a file that cannot be read, a line
    that has no text, and a file without any.
    """
    path = Path(file)
    try:
        found = tuple(_of_rows(path) if path.suffix == ".jsonl" else _of_text(path))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8; expected plain text, or JSON lines with `text`.") from error
    if not found:
        raise DataError(f"{path} has no text to read.")
    return found


def _of_text(path: Path) -> Iterator[Example]:
    for number, text in enumerate(_cut(path.read_text("utf-8-sig")), 1):
        yield _passage(f"{path}:{number}", _alone(text))


def _of_rows(path: Path) -> Iterator[Example]:
    for line, row in iter_rows(path):
        place = f"{path}:{line}"
        text = _text(row, place)
        for passage in _cut(text):
            yield _passage(place, _alone(passage), problem_id=_digest(text))


def _text(row: object, place: str) -> str:
    if isinstance(row, BadLine):
        raise DataError(f"{place}: {row.reason}; expected a JSON object with `text`.")
    try:
        fields = Fields(row, "`text`")
        text = fields.text("text", "what is read")
        fields.check()
    except BadRow as error:
        raise DataError(f"{place}: {error}.") from error
    return text


def _cut(text: str) -> Iterator[str]:
    """Paragraphs, together as long as they fit; blank ones are left out."""
    kept = ""
    for paragraph in filter(None, (part.strip() for part in text.split("\n\n"))):
        if kept and len(kept) + len(paragraph) > MAX_CHARACTERS:
            yield kept
            kept = ""
        kept = f"{kept}\n\n{paragraph}" if kept else paragraph
    if kept:
        yield kept


def _alone(text: str) -> tuple[Message, ...]:
    """A turn without any other is text that nobody says."""
    return (Message(role="assistant", content=text),)


def _passage(place: str, messages: tuple[Message, ...], problem_id: str | None = None) -> Example:
    text = "\n\n".join(turn.content for turn in messages)
    name = _digest(text)
    return Example(id=name, problem_id=problem_id or name, place=place, messages=messages, problem=text)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
