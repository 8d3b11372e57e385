"""The form in which a topic is written down: stories with blanks, the numbers for them, the worked steps.

Blanks in braces are the story's numbers by their names, and `{name}`, `{friend}`, `{him}`, `{item}`,
`{items}`, `{thing}`, `{things}`, `{box}`, `{boxes}`. Two people, or two kinds of thing, always differ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

Numbers = dict[str, int | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the worked solution: a sentence with its equation, and the question which it answers.

    The question may use numbers of the problem, never a result.
    """

    says: str
    asks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One phrasing. The result of its last step is the answer."""

    text: str
    steps: tuple[Step, ...]
    numbers: Callable[[Random], Numbers]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Stories of one kind; `code` is the Common Core domain they are written in the spirit of."""

    grade: str
    code: str
    tag: str
    stories: tuple[Story, ...]

    @property
    def name(self) -> str:
        return f"{self.grade}-{self.tag.replace(' ', '-')}"
