"""The numbers of a problem and of what kind they are.

Kept apart from `grading.numbers`, which is exact and many times slower: a tagger reads a million problems,
and needs sizes rather than proofs.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple

Kind = Literal["whole", "decimal", "fraction", "mixed", "percent"]

_NUMBER: Final = re.compile(
    r"\d(?:\d{0,2}(?:,\d{3})+(?!\d)|\d{0,14})(\.\d{1,15})?"
    r"(?:(\s?%|\spercent\b)|((?:\s(?:and\s)?|\+)\d{1,6})?\s?/\s?(\d{1,6})(?![\d/]))?"
)
"""It begins with a digit, for which `re` can search quickly; what stands before is looked at afterwards."""
_CURRENCY: Final = "$€£"
_SPELLED: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "dozen": 12, "twice": 2,
    "double": 2, "triple": 3, "thrice": 3,
}  # fmt: skip
"""Each word by itself: "twenty-five" counts as 20 and 5, which is near enough for a size."""


class Quantity(NamedTuple):
    """A number as written. under: a fraction's denominator; places: a decimal's digits behind the point."""

    value: float
    kind: Kind
    is_money: bool = False
    under: int = 1
    places: int = 0


def quantities(text: str) -> list[Quantity]:
    """Every number in digits, left to right."""
    return [_quantity(match, text) for match in _NUMBER.finditer(text)]


def spelled(words: Sequence[str]) -> Iterator[Quantity]:
    """Every number in words (lower case)."""
    return (Quantity(float(_SPELLED[word]), "whole") for word in words if word in _SPELLED)


def _quantity(match: re.Match[str], text: str) -> Quantity:
    point, percent, over, under = match.groups()
    head = text[max(0, match.start() - 3) : match.start()]
    is_money = head.rstrip().endswith(tuple(_CURRENCY))
    sign = -1.0 if _is_signed(head) else 1.0
    if under:
        return _fraction(match[0], over, int(under) or 1, is_money=is_money)
    digits = match[0][: len(match[0]) - len(percent or "")].replace(",", "")
    if not point and head.endswith(".") and not head[-2:-1].isalnum():
        return Quantity(float(f".{digits}"), "decimal", is_money, places=len(digits))
    kind: Kind = "percent" if percent else "decimal" if point else "whole"
    return Quantity(sign * float(digits), kind, is_money, places=len(point) - 1 if point else 0)


def _fraction(written: str, over: str | None, under: int, *, is_money: bool) -> Quantity:
    """3/4, or 2 3/4 where `over` is what stands between the whole number and the stroke."""
    first = float(re.split(r"[\s/+]", written, maxsplit=1)[0].replace(",", ""))
    if over is None:
        return Quantity(first / under, "fraction", is_money, under)
    return Quantity(first + int(over.split()[-1].lstrip("+")) / under, "mixed", is_money, under)


def _is_signed(head: str) -> bool:
    """Whether a minus stands right before the number, and nothing that it could be taken from."""
    bare = head.rstrip(_CURRENCY)
    return bare.endswith(("-", "−")) and not bare[:-1].endswith((")", "_")) and not bare[-2:-1].isalnum()
