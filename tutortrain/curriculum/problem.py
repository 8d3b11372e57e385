"""What a tagger is given."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem's bare text; its final answer and its worked steps, one a line, where they are known."""

    text: str
    answer: str | None = None
    solution: str | None = None
