"""The text of an expression: names in it that Python could not read, and where a mistake stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from tutortrain.errors import QueryError

_TOKEN: Final = re.compile(
    r"""(?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")
      | (?P<number>\.?\d[\w.]*(?:(?<=[eE])[+-]\d+)?)
      | (?P<name>[^\W\d]\w*(?:[./@-]\w+)*)""",
    re.VERBOSE,
)
_WORDS: Final = frozenset({"and", "or", "not", "in", "is", "true", "false", "null", "True", "False", "None"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What was typed, on one line; `masked` is the same with each name as so many underscores.

    names: what stands behind them, by the column where each begins.
    """

    text: str
    masked: str
    names: Mapping[int, str]

    @classmethod
    def read(cls, typed: str) -> Self:
        """There is no arithmetic, so `benchmark/solve/pass@4` is one name; Python's keywords may be in it."""
        text = " ".join(typed.split("\n")).strip()
        names = {
            token.start(): token["name"]
            for token in _TOKEN.finditer(text)
            if token["name"] and token["name"] not in _WORDS
        }
        masked = text
        for start, name in names.items():
            masked = f"{masked[:start]}{'_' * len(name)}{masked[start + len(name) :]}"
        return cls(text=text, masked=masked, names=names)

    def column(self, offset: int) -> int:
        """Python counts in bytes of UTF-8, a terminal in characters."""
        return len(self.masked.encode()[:offset].decode(errors="ignore"))

    def wrong(self, message: str, start: int, end: int | None = None) -> QueryError:
        """The message, and below it the text with the place marked."""
        marks = "^" * max(1, (end or start + 1) - start)
        return QueryError(f"{message}\n  {self.text}\n  {' ' * start}{marks}")
