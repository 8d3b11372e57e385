"""Reads the fields of one row, and keeps every mistake instead of stopping at the first."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any, Final, cast, get_args

from tutortrain.errors import DataError
from tutortrain.runs.jsonl import BadLine
from tutortrain.types import Message, Role

ROLES: Final = get_args(Role)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_EXPECTED: Final = {
    "not JSON": "; expected one JSON object on one line",
    "not UTF-8": "; expected UTF-8, as `iconv -f LATIN1 -t UTF-8` makes it of Latin-1",
}
"""By how the reason begins for which there is no value."""
OTHER_NAMES: Final = {
    "prompt": ("question", "instruction", "input", "query"),
    "response": ("completion", "output", "reply", "answer", "assistant"),
    "messages": ("conversations", "conversation", "dialogue", "chat"),
}
"""What other formats call our required fields; named in the message when ours is missing."""


class BadRow(DataError):
    """One row breaks the format in all of these ways; the reader of the file adds the place."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


def bad_line(line: BadLine) -> BadRow:
    """What to say of a line without a value."""
    expected = next((text for begin, text in _EXPECTED.items() if line.reason.startswith(begin)), "")
    return BadRow(f"{line.reason}{expected}")


class Fields:
    """One row, field by field; a field that is null counts as absent.

    A mistake is entered in `mistakes` and a harmless value returned; `check` raises them all.
    """

    def __init__(self, row: object, expected: str) -> None:
        if not isinstance(row, Mapping):
            raise BadRow(f"found {_kind(row)}; expected a JSON object with {expected}")
        self.row: Mapping[str, Any] = row
        self.mistakes: list[str] = []

    def has(self, key: str) -> bool:
        return self.row.get(key) is not None

    def lacks(self, key: str) -> bool:
        """Whether there is neither the field nor one whose name was mistyped."""
        return not self.has(key) and not get_close_matches(key, [str(name) for name in self.row])

    def text(self, key: str, what: str) -> str:
        """A string that must be there and must not be empty; `what` says what it should hold."""
        if not self.has(key):
            self.mistakes.append(f"`{key}` is missing; expected {what} as a string{self._near(key)}")
            return ""
        return self._text(key, self.row[key], what)

    def optional_text(self, key: str, what: str) -> str | None:
        return self._text(key, self.row[key], what) if self.has(key) else None

    def label(self, key: str) -> str | None:
        """A short name; people write grades and numbers of rows as numbers, so these are taken too."""
        value = self.row.get(key)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        return self.optional_text(key, "a name or number")

    def number(self, key: str, what: str) -> Decimal:
        """A finite number that must be there, also one in a string."""
        value = self.row.get(key)
        with suppress(InvalidOperation):
            if (number := Decimal(str(value))).is_finite():
                return number
        self._wrong(key, value, f"{what} as a number")
        return Decimal(0)

    def count(self, key: str, most: int, what: str) -> int:
        """A whole number from 0 to `most`."""
        value = self.row.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value
        self._wrong(key, value, f"{what}, from 0 to {most}")
        return 0

    def labels(self, key: str, what: str) -> tuple[str, ...]:
        """A list of strings that may be missing, and then has none; `what` says what they should be."""
        value = self.row.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(label, str) for label in value):
            self._wrong(key, value, f"a list of {what}")
            return ()
        return tuple(value)

    def messages(self) -> tuple[Message, ...]:
        """A conversation with a user's turn that ends with the assistant's."""
        turns = self.row["messages"]
        if not isinstance(turns, list) or not turns:
            self._wrong("messages", turns, "a list of turns with `role` and `content`")
            return ()
        messages = tuple(self._message(number, turn) for number, turn in enumerate(turns, 1))
        if messages[-1].role != "assistant":
            self._wrong("messages", messages[-1].role, "the last turn to be the assistant's")
        if all(message.role != "user" for message in messages):
            self.mistakes.append("`messages` has no user's turn; expected one before the assistant's")
        return messages

    def check(self) -> None:
        """Raises BadRow with everything that was wrong."""
        if self.mistakes:
            raise BadRow(*self.mistakes)

    def _message(self, number: int, turn: object) -> Message:
        place = f"messages[{number}]"
        if not isinstance(turn, Mapping):
            self._wrong(place, turn, "an object with `role` and `content`")
            return Message(role="assistant", content="")
        content = self._text(f"{place}.content", turn.get("content"), "what was said")
        return Message(role=self._role(f"{place}.role", turn.get("role")), content=content)

    def _role(self, key: str, value: object) -> Role:
        if value in ROLES:
            return cast(Role, value)
        self._wrong(key, value, f"one of {', '.join(ROLES)}")
        return "assistant"

    def _text(self, key: str, value: object, what: str) -> str:
        if not isinstance(value, str):
            self._wrong(key, value, f"{what} as a string")
        elif not value or value.isspace():
            self.mistakes.append(f"`{key}` is empty; expected {what}")
        elif not value.isascii() and _SURROGATE.search(value):
            self.mistakes.append(
                f"`{key}` holds half of a surrogate pair; expected text that is valid Unicode"
            )
        else:
            return value
        return ""

    def _wrong(self, key: str, value: object, expected: str) -> None:
        self.mistakes.append(f"`{key}` is {_shown(value)}; expected {expected}")

    def _near(self, key: str) -> str:
        others: Sequence[str] = [name for name in OTHER_NAMES.get(key, ()) if name in self.row]
        near = get_close_matches(key, [str(name) for name in self.row], n=1) or others[:1]
        return f" (is `{near[0]}` meant?)" if near else ""


def _kind(value: object) -> str:
    return {list: "a list", str: "a string", type(None): "null"}.get(type(value), _shown(value))


def _shown(value: object) -> str:
    text = "null" if value is None else repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
