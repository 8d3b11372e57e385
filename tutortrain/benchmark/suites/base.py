"""What a suite is: a way to ask about a problem and to judge the reply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tutortrain.benchmark.judging.judge import Judge
from tutortrain.data.example import Example
from tutortrain.embedded.requests import ask
from tutortrain.types import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """How a suite wants replies drawn: one greedy reply an item unless it says otherwise."""

    max_tokens: int
    temperature: float = 0.0
    num_samples: int = 1

    @property
    def recorded(self) -> Mapping[str, float]:
        """As benchmark_results.json has it; two scores are comparable where this is the same."""
        several = {} if self.num_samples == 1 else {"num_samples": self.num_samples}
        return {"temperature": self.temperature, "max_tokens": self.max_tokens, **several}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one reply comes to: for each score of the suite a number, 1 or 0 where the item counts or not.

    An item need not have every score: one without anything to correct has no outcome for correcting it.

    unparsed: no answer was found. timed_out: judging took too long and was given up.
    judgement: what a judge said; unjudged: why it said nothing, and then there are no counts.
    """

    counts: Mapping[str, float]
    unparsed: bool = False
    timed_out: bool = False
    judgement: str | None = None
    unjudged: str | None = None


class Suite(Protocol):
    """Asks and judges; it never sees a model.

    A suite is built from its own configuration and registered in `benchmark.suites`.
    """

    @property
    def reads(self) -> bool:
        """Whether a model is not asked, but read to: what it replies is then its loss, as a number."""

    @property
    def judge(self) -> Judge | None:
        """Whose opinion the scores are; what is graded is then not a reply, but what was said of it."""

    @property
    def scores(self) -> Mapping[str, bool]:
        """The names of the scores, each with whether higher is better."""

    @property
    def decoding(self) -> Decoding: ...

    def items(self, examples: Sequence[Example]) -> Sequence[Example]:
        """What can be asked about, among these held-out rows or made from them: with all that judging needs.

        Items of one problem share its `problem_id`, and their ids differ.
        """

    def messages(self, item: Example) -> tuple[Message, ...]:
        """What is sent about an item, up to and including the pupil's turn; or all that is read."""

    def grade_all(self, items: Sequence[Example], replies: Sequence[str]) -> Sequence[Outcome]:
        """Judges one reply an item; by nothing else, so that a control is judged as a model is."""

    def pool(self, outcomes: Sequence[Outcome]) -> Outcome:
        """What the samples of one item, `decoding.num_samples` of them, come to together."""

    def controls(self, items: Sequence[Example]) -> Mapping[str, Sequence[str]]:
        """Replies that any score has to be seen beside: by name, one for each item in order."""


class OneReply:
    """Half a suite: that of one reply an item, which is its outcome."""

    __slots__ = ()

    @property
    def reads(self) -> bool:
        return False

    @property
    def judge(self) -> Judge | None:
        return None

    def pool(self, outcomes: Sequence[Outcome]) -> Outcome:
        (only,) = outcomes
        return only


def asked_of(item: Example, request: str) -> tuple[Message, ...]:
    """The pupil's turn: the bare problem, a blank line, the request."""
    return (Message(role="user", content=ask(item.problem, request)),)


def one_a_problem(examples: Sequence[Example]) -> Sequence[Example]:
    """Of rows about one problem, the first by id and response."""
    first: dict[str, Example] = {}
    for example in sorted(examples, key=lambda example: (example.id, example.response or "")):
        first.setdefault(example.problem_id, example)
    return tuple(first.values())
