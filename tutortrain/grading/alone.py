r"""Does a number in a sentence stand for itself, or is it a part of something else?

Parts are: one end of a range and one of several answers ("3 to 8", "3 or 8"), an operand of a sum left undone
("3 + 8"), an exponent, denominator, coefficient or radicand (`x^2`, `x/2`, `2x`, `2\pi`, `\sqrt{16}`), and
what is denied or only a bound ("not 8", "more than 8"). Taking such a number for the answer would reward
hedging.
"""

import re
from collections.abc import Sequence
from typing import Final

from tutortrain.grading.numbers import Mention, Number

_SIGN: Final = r"[-−+$€£(]*"
_BETWEEN: Final = rf"\s*(?:[A-Za-z]+\s)?[)$]*\s*(?:[-−–—+*/×÷·^x]|\b(?:to|or|plus|minus|times)\b)\s*{_SIGN}"
_HEDGE: Final = re.compile(_BETWEEN)
_LIST: Final = re.compile(rf"{_BETWEEN}|\s*(?:[A-Za-z]+\s?)?(?:[,:]|\band\b)\s*{_SIGN}")
_OPEN: Final = re.compile(r"(?:[\^_√{]|sqrt\s?\(|[A-Za-z)]\s?/)\s*[-−]?$")
_CONTINUED: Final = re.compile(
    r"\s*\\(?:pi|sqrt|frac|sin|cos|tan|log|ln)\b|\s?(?:pi\b|π)|[\^!√]|(?![mgslhLCF])[A-Za-z](?![A-Za-z])"
)
_RESULT: Final = re.compile(r"\s*=")
_ON_THE_HOUR: Final = re.compile(r":00\b")
_DENIED: Final = re.compile(
    r"\s*(?:n['’]t\b|not\b|between\b|(?:more|less|fewer|greater|smaller|other) than\b|at (?:least|most)\b)",
    re.IGNORECASE,
)


def first_number(text: str, found: Sequence[Mention]) -> Number | None:
    """The first of the numbers found in an announced answer, unless it is a part of something or denied."""
    if not found or _DENIED.match(text) or _is_part(text, found[0]):
        return None
    if len(found) == 1 or _ON_THE_HOUR.match(text, found[0].stop):
        return found[0].number
    return None if _joined(_LIST, text, found[0], found[1]) else found[0].number


def last_number(text: str, found: Sequence[Mention]) -> Number | None:
    """The last of the numbers found in a line, unless it is a part of something; a list may end with it."""
    if _is_part(text, found[-1]):
        return None
    if len(found) == 1 or _RESULT.match(text, found[-1].stop):
        return found[-1].number
    return None if _joined(_HEDGE, text, found[-2], found[-1]) else found[-1].number


def _joined(by: re.Pattern[str], text: str, one: Mention, other: Mention) -> bool:
    """Whether nothing but `by` stands between two numbers; "0.6 or 60%" is one number, written twice."""
    if by.fullmatch(text, one.stop, other.start) is None:
        return False
    says_or = " or " in text[one.stop : other.start]
    return not (says_or and one.number.equals(other.number))


def _is_part(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.start - 8) : mention.start]
    return _OPEN.search(before) is not None or _CONTINUED.match(text, mention.stop) is not None
