"""Is a reply's final answer right? Exact arithmetic on numbers; other answers are compared as text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, get_args

from tutortrain.grading.extract import Extracted, extract
from tutortrain.grading.latex import plain
from tutortrain.grading.numbers import MAX_LENGTH, parse_number

Verdict = Literal["correct", "incorrect", "unparsed", "timeout"]
"""unparsed: the reply names no answer. timeout: computer algebra (`grading.symbolic`) gave up on it."""
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)

_SPACES: Final = re.compile(r"\s+")
_ARTICLE: Final = re.compile(r"^(?:the|an?)\s")


@dataclass(frozen=True, slots=True)
class Check:
    """A verdict, and the answer it rests on; unparsed replies name none."""

    verdict: Verdict
    extracted: Extracted | None


class Checker(Protocol):
    """Judges many replies at once."""

    def check_all(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Check]:
        """Judges each (reply, answer), in order."""


def check(reply: str, answer: str) -> Check:
    """Judges the final answer of `reply` against the right one."""
    found = extract(reply)
    if found is None:
        return Check(_verdict_on_text(reply, answer), None)
    wanted = parse_number(answer)
    if wanted is not None and found.number is not None:
        right = wanted.equals(found.number)
    else:
        right = wanted is None and as_text(found.text) == as_text(answer)
    return Check("correct" if right else "incorrect", found)


def _verdict_on_text(reply: str, answer: str) -> Verdict:
    """A reply that is nothing but the answer, such as "Tuesday", has no marker to be found by."""
    is_answer = parse_number(answer) is None and as_text(reply) == as_text(answer)
    is_number = parse_number(answer) is not None and equal_answers(reply, answer)
    return "correct" if is_answer or is_number else "unparsed"


def equal_answers(one: str, other: str) -> bool:
    """Whether two answers mean the same: equal as numbers where both are numbers, else equal as text."""
    first, second = parse_number(one), parse_number(other)
    if first is None or second is None:
        return first is second and as_text(one) == as_text(other)
    return first.equals(second)


def as_text(answer: str) -> str:
    """An answer that is no number, without case, spacing, mark-up, articles and a trailing full stop."""
    text = plain(answer[: 2 * MAX_LENGTH]).replace("$", "").replace("*", "")
    text = _SPACES.sub(" ", text).strip(" .!\n").casefold()
    return _ARTICLE.sub("", text)
