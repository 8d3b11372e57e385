"""Numbers in their written forms, as exact fractions.

Read: 1,234 and 1234; $70,000, 5€ and 5 dollars; 0.5, .5 and 5.; 1/2, 2 1/2, 2 and 1/2 and ½; 50% and 50
percent; 1.2e3 and 1.2 × 10^3; 3 million; -5, −5, -$5, $-5 and negative 5; and, where asked, numbers in words.
Everything is linear in the text's length: runs are possessive or bounded, and what has more than
`MAX_DIGITS` digits or an exponent beyond `MAX_EXPONENT` is no number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from tutortrain.grading.latex import plain
from tutortrain.grading.number_words import SCALES, spelled_numbers

MAX_DIGITS: Final = 80
MAX_EXPONENT: Final = 80
MAX_LENGTH: Final = 200
"""A longer text is prose and not one number."""

_NUMBER: Final = re.compile(
    r"(?:(?<![A-Za-z_\d])|(?<=\d[xX]))(?<!\d\.)(?:"
    r"(?:(?P<whole>\d{1,9}+)\s(?:and\s)?)?(?P<over>\d{1,9}+)\s?/\s?(?P<under>\d{1,9}+)(?!\d|\.\d|/)"
    r"|(?P<plain>(?:\d{1,3}(?:,\d{3}){1,9}+(?!\d)|\d++)(?:\.\d++)?+|\.\d++)"
    r"(?:[eE](?P<e>[+-]?\d{1,9}+)(?!\w)|\s?[×x*]\s?10\s?\^\s?\{?(?P<ten>[+-]?\d{1,9}+)\}?)?"
    rf"(?:\s(?P<scale>{'|'.join(SCALES)})\b)?"
    r")(?P<percent>\s?(?:%|percent\b|per\scent\b))?"
)
_CURRENCY: Final = "$€£¥₹"
_MINUS: Final = "-−"
_UNIT: Final = re.compile(
    r"(?:(?P<tight>[A-Za-z]*+)(?:[ ./°²³-]|\((?=[A-Za-z ]{1,40}\))|[A-Za-z]|(?<=[A-Za-z])\))*+)$"
)
_TIMES_PI: Final = re.compile(r"\s?pi\b", re.IGNORECASE)
_ONE_LETTER_UNITS: Final = frozenset("mgslhLCF")
_NEGATIVE: Final = re.compile(r"(?:negative|minus)\s", re.IGNORECASE)
_POWER_OF_A_UNIT: Final = re.compile(r"(?<=[A-Za-z])\^(?:[23]|\{[23]\})")
_LEAD: Final = frozenset(("", "usd", "us", "eur", "gbp", "rs", "about", "exactly", "approximately", "only"))


@dataclass(frozen=True, slots=True)
class Number:
    """An exact value as written: 50% has the value 50 and is marked as a percentage."""

    value: Fraction
    percent: bool = False

    def equals(self, other: "Number") -> bool:
        """Whether both name one quantity; beside a bare number, 50% may be read as 50 or as 1/2."""
        if self.percent == other.percent:
            return self.value == other.value
        share, bare = (self, other) if self.percent else (other, self)
        return bare.value in (share.value, share.value / 100)


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in a text, and where it stands without its sign and currency: `[start, stop)`.

    joined: it is written as a division of two whole numbers, which may be a fraction or a step of arithmetic.
    """

    number: Number
    start: int
    stop: int
    joined: bool = False


def mentions(text: str) -> Iterator[Mention]:
    """Every number in digits, left to right, in a text that `plain` has been over."""
    for match in _NUMBER.finditer(text):
        magnitude = _magnitude(match)
        if magnitude is not None:
            value = -magnitude if _is_negative(text, match.start()) else magnitude
            number = Number(value, percent=match["percent"] is not None)
            yield Mention(number, match.start(), match.end(), joined=match["over"] is not None)


def all_mentions(text: str) -> list[Mention]:
    """Numbers in digits and in words, left to right, in a text that `plain` has been over."""
    spelled = (
        Mention(Number(-word.value if _is_negative(text, word.start) else word.value), word.start, word.stop)
        for word in spelled_numbers(text)
    )
    return sorted((*mentions(text), *spelled), key=lambda mention: mention.start)


@lru_cache(maxsize=4096)
def parse_number(text: str) -> Number | None:
    """The number that `text` is, currency and unit aside; None for prose, a list or an expression (2x)."""
    if len(text) > MAX_LENGTH:
        return None
    text = _POWER_OF_A_UNIT.sub("", plain(text.replace("**", "")).rpartition("=")[2].strip())
    if negated := _NEGATIVE.match(text):
        number = parse_number(text[negated.end() :])
        return number and Number(-number.value, percent=number.percent)
    found = list(mentions(text)) or all_mentions(text)
    if len(found) != 1 or not _is_alone(text, found[0]):
        return None
    return found[0].number


def _is_alone(text: str, mention: Mention) -> bool:
    """Whether nothing stands beside the number but its sign, its currency and its unit."""
    before = text[: mention.start].strip(f" +{_MINUS}{_CURRENCY}(≈").lower()
    after = text[mention.stop :].lstrip(_CURRENCY).rstrip(" .)")
    unit = _UNIT.match(after)
    if before not in _LEAD or unit is None or _TIMES_PI.match(after):
        return False
    return len(unit["tight"]) != 1 or unit["tight"] in _ONE_LETTER_UNITS


def _magnitude(match: re.Match[str]) -> Fraction | None:
    if match.end() - match.start() > MAX_DIGITS:
        return None
    if match["over"]:
        under = int(match["under"])
        return Fraction(match["whole"] or 0) + Fraction(int(match["over"]), under) if under else None
    exponent = int(match["e"] or match["ten"] or 0)
    if abs(exponent) > MAX_EXPONENT:
        return None
    written = match["plain"].replace(",", "")
    value = Fraction(int(written)) if written.isdigit() else Fraction(written)
    if exponent:
        value *= Fraction(10) ** exponent
    return value * SCALES[match["scale"]] if match["scale"] else value


def _is_negative(text: str, start: int) -> bool:
    """Whether a minus before the number is its sign and not a subtraction, a range, a hyphen or a bullet."""
    head = text[max(0, start - 6) : start].rstrip(_CURRENCY)
    spaced = head.endswith(" ")
    head = head.rstrip()
    if not head or head[-1] not in _MINUS:
        return False
    before = head[:-1]
    ahead = before.rstrip()[-1:]
    if spaced or before == before.rstrip():
        return ahead in tuple("=(:,[{" + _CURRENCY) or (ahead == "" and not spaced)
    return not (ahead.isdigit() or ahead in tuple(")]%"))
