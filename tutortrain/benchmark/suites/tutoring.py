"""What suites of tutors' replies share: how a tutor is asked and about which rows, what a reply is judged
against, and the replies that any score has to be seen beside.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Protocol

from tutortrain.benchmark.suites.base import Decoding, OneReply, asked_of, one_a_problem
from tutortrain.data.example import Example
from tutortrain.grading.lesson import Lesson
from tutortrain.types import Message

LEAK_RATE = "leak_rate"


class Request(Protocol):
    """The part of a suite's configuration that says how a tutor is asked."""

    @property
    def request(self) -> str: ...

    @property
    def max_tokens(self) -> int: ...


class OneTutorsReply(OneReply):
    """Half a suite: a tutor is asked about each problem that has an answer and worked steps, once."""

    __slots__ = ()
    config: Request

    @property
    def decoding(self) -> Decoding:
        return Decoding(max_tokens=self.config.max_tokens)

    def items(self, examples: Sequence[Example]) -> Sequence[Example]:
        return one_a_problem([row for row in examples if row.answer is not None and row.solution])

    def messages(self, item: Example) -> tuple[Message, ...]:
        return asked_of(item, self.config.request)


def lesson_of(item: Example) -> Lesson:
    """What a reply about the item is judged against."""
    assert item.answer is not None, f"{item.place} has no answer to give away"
    return Lesson(problem=item.problem, answer=item.answer, solution=item.solution or "")


def need_no_model(items: Sequence[Example], constant: str) -> Mapping[str, Sequence[str]]:
    """One reply for every problem (`constant`), the problem read out again (`echo`), and where the data has a
    good reply to each, that (`gold`) and another problem's (`shuffled`).

    The last turn of a longer talk is no reply to the problem.
    """
    controls = {"constant": [constant] * len(items), "echo": [item.problem for item in items]}
    good = [item.response for item in items if item.response is not None and _is_first_reply(item)]
    if len(good) == len(items):
        controls |= {"shuffled": _anothers(good, items), "gold": good}
    return controls


def _is_first_reply(item: Example) -> bool:
    return sum(turn.role == "assistant" for turn in item.messages) == 1


def _anothers(replies: Sequence[str], items: Sequence[Example]) -> list[str]:
    """Every item's reply once, each moved to another problem; the same in every process."""
    names = [blake2b(item.problem_id.encode()).digest() for item in items]
    order = sorted(range(len(items)), key=names.__getitem__)
    following = dict(zip(order, [*order[1:], *order[:1]], strict=True))
    return [replies[following[index]] for index in range(len(items))]
