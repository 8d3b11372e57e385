"""Numbers in words: "eight", "twenty-one", "one hundred and five", "three quarters", "two and a half"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

_WORDS_0_TO_19: Final = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
"""
_SMALL: Final = _WORDS_0_TO_19.split()
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS: Final = ["third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_VALUES: Final = dict(zip([*_SMALL, *_TENS], [*range(20), *range(20, 100, 10)], strict=True))
_PARTS: Final = {"half": 2, "halves": 2, "quarter": 4} | dict(zip(_ORDINALS, range(3, 11), strict=True))
SCALES: Final = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


_BELOW_100: Final = rf"(?:{_any(_TENS)}(?:[\s-]{_any(_SMALL[1:10])}\b)?|{_any(_SMALL)})"
_BELOW_1000: Final = rf"(?:(?:{_BELOW_100}|an?)\shundred(?:\s(?:and\s)?{_BELOW_100})?|{_BELOW_100})"
_LARGE: Final = rf"(?:{_BELOW_1000}|an?)\s(?:thousand|million|billion)"
_WHOLE: Final = rf"(?:{_LARGE}(?:,?\s(?:and\s)?{_BELOW_1000})?|{_BELOW_1000})"
_PART: Final = rf"{_any(_PARTS)}s?"
_SPELLED: Final = re.compile(
    rf"\b(?:(?P<over>{_any(_SMALL[1:10])}|an?)[\s-](?P<under>{_PART})"
    rf"|(?P<whole>{_WHOLE})(?:\sand\s(?:an?|one)\s(?P<part>{_PART}))?"
    r"|(?P<half>half)|(?P<dozen>(?:a\s)?dozen))\b",
    re.IGNORECASE,
)
_VOCABULARY: Final = frozenset({*_VALUES, *_PARTS, *(f"{part}s" for part in _PARTS), *SCALES, "dozen"})
_LETTERS: Final = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words: its value, and where it stands, `[start, stop)`."""

    value: Fraction
    start: int
    stop: int


def spelled_numbers(text: str) -> Iterator[Spelled]:
    """Every number in words, left to right; ordinals count only as parts ("two thirds", "a third")."""
    if _VOCABULARY.isdisjoint(_LETTERS.findall(text.lower())):
        return  # most texts have none, and the look-up is five times faster than the grammar
    for match in _SPELLED.finditer(text):
        yield Spelled(_value(match), match.start(), match.end())


def _value(match: re.Match[str]) -> Fraction:
    found = {name: text.lower() for name, text in match.groupdict().items() if text}
    if "half" in found:
        return Fraction(1, 2)
    if "dozen" in found:
        return Fraction(12)
    if "under" in found:
        return Fraction(_VALUES.get(found["over"], 1), _denominator(found["under"]))
    part = Fraction(1, _denominator(found["part"])) if "part" in found else 0
    return _whole(_LETTERS.findall(found["whole"])) + part


def _denominator(word: str) -> int:
    return _PARTS.get(word) or _PARTS[word.removesuffix("s")]


def _whole(words: list[str]) -> Fraction:
    """Words of a well-formed number: a scale multiplies what stands before it, the rest adds up."""
    total = group = 0
    for word in words:
        if word == "hundred":
            group = (group or 1) * 100
        elif word in SCALES:
            total, group = total + (group or 1) * SCALES[word], 0
        else:
            group += _VALUES.get(word, 0)
    return Fraction(total + group)
