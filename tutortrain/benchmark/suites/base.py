"""What a suite is: a way to ask about a problem and to judge the reply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tutortrain.data.example import Example
from tutortrain.embedded.requests import ask
from tutortrain.types import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one reply comes to: for each score of the suite, whether the item counts.

    unparsed: no answer was found. timed_out: judging took too long and was given up.
    """

    counts: Mapping[str, bool]
    unparsed: bool = False
    timed_out: bool = False


class Suite(Protocol):
    """Asks and judges; it never sees a model.

    A suite is built from its own configuration and registered in `benchmark.suites`.
    """

    @property
    def scores(self) -> Mapping[str, bool]:
        """The names of the scores, each with whether higher is better."""

    @property
    def request(self) -> str:
        """What the pupil says below the problem."""

    @property
    def max_tokens(self) -> int:
        """Where a reply is cut."""

    def accepts(self, example: Example) -> bool:
        """Whether the example holds what is needed to judge a reply."""

    def grade_all(self, examples: Sequence[Example], replies: Sequence[str]) -> Sequence[Outcome]:
        """Judges one reply an example; by nothing else, so that a control is judged as a model is."""

    def controls(self, examples: Sequence[Example]) -> Mapping[str, Sequence[str]]:
        """Replies that any score has to be seen beside: by name, one for each example in order."""


def messages_to_send(suite: Suite, example: Example) -> tuple[Message, ...]:
    """The pupil's turn: the bare problem, a blank line, the request."""
    return (Message(role="user", content=ask(example.problem, suite.request)),)
