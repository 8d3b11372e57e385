"""The border between a benchmark's questions and whoever replies to them."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Protocol

from tutortrain.benchmark.results import Asked
from tutortrain.benchmark.suites.base import Decoding
from tutortrain.types import Messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What was said. stop_reason: `stop`, `length`, or whatever else a server calls it.

    Tokens are counted by whoever replied; 0 where a server does not say.
    """

    text: str
    stop_reason: str
    num_prompt_tokens: int
    num_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A question that brought no reply, and why: it is counted, and never scored."""

    reason: str


Key = tuple[int, int]
"""A question's place among a suite's, from 0, and the number of the sample."""
Answer = Reply | Failure
OnAnswers = Callable[[Mapping[Key, Answer]], None]


class Reader(Protocol):
    """A model that tells how likely text is to it. A turn without any other is read as plain text."""

    def read(
        self, texts: Sequence[Messages], decoding: Decoding, wanted: Set[Key], on_answers: OnAnswers
    ) -> None:
        """As `Respondent.answer`: a reply is the mean loss of a text's tokens but the first, in nats, up to
        `decoding.max_tokens` of them.
        """

    def controls(self, texts: Sequence[Messages], decoding: Decoding) -> Mapping[str, Sequence[str]]:
        """What replies need no model: by name, one for each text in order."""


class Respondent(Protocol):
    """A model that can be asked. The same question, decoding and key get the same reply, as far as it can."""

    @property
    def name(self) -> str:
        """The label of its results."""

    @property
    def asked(self) -> Asked:
        """Where it is asked and what it is called there."""

    @property
    def reader(self) -> Reader | None:
        """None where nobody tells how likely a text is."""

    def answer(
        self, questions: Sequence[Messages], decoding: Decoding, wanted: Set[Key], on_answers: OnAnswers
    ) -> None:
        """Gives each wanted key to `on_answers` once, as answers arrive; what that raises ends it."""
