"""Ways to write a value; each gives None for a value that is not written like that.

Apart from `grading.numbers` on purpose: an audit that wrote numbers with the code it audits would share its
mistakes.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Final

Write = Callable[[Fraction], str | None]

_MAX_PLACES: Final = 6
_SMALL: Final = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def usual(value: Fraction) -> str:
    """As a whole number or decimal where that is exact, else as a fraction."""
    return decimal(value) or f"{value.numerator}/{value.denominator}"


def whole(value: Fraction) -> str | None:
    return str(value.numerator) if value.denominator == 1 else None


def decimal(value: Fraction) -> str | None:
    """Without trailing zeros, in at most six places."""
    scaled = value * 10**_MAX_PLACES
    if scaled.denominator != 1:
        return None
    sign, digits = "-" if value < 0 else "", f"{abs(scaled.numerator):0{_MAX_PLACES + 1}d}"
    return f"{sign}{digits[:-_MAX_PLACES]}.{digits[-_MAX_PLACES:]}".rstrip("0").rstrip(".")


def proper_decimal(value: Fraction) -> str | None:
    return None if whole(value) else decimal(value)


def bare_decimal(value: Fraction) -> str | None:
    """Between 0 and 1, without the zero before the point."""
    text = proper_decimal(value) if 0 < value < 1 else None
    return text and text[1:]


def with_zeros(places: int) -> Write:
    """A whole number with a point and that many zeros."""
    return lambda value: f"{value.numerator}.{'0' * places}" if whole(value) else None


def cents(value: Fraction) -> str | None:
    """An amount of money, in groups of three digits."""
    text = decimal(value) if value >= 0 else None
    whole_part, _, part = (text or "").partition(".")
    return f"{int(whole_part):,}.{part:0<2}" if text and len(part) <= 2 else None


def grouped(separator: str) -> Write:
    """A whole number from a thousand on, its digits in groups of three."""

    def write(value: Fraction) -> str | None:
        is_large = value.denominator == 1 and abs(value) >= 1000
        return f"{value.numerator:,}".replace(",", separator) if is_large else None

    return write


def scientific(form: Callable[[str, int], str]) -> Write:
    """A whole number from ten on, by its mantissa and exponent."""

    def write(value: Fraction) -> str | None:
        if value.denominator != 1 or abs(value) < 10:
            return None
        exponent = len(str(abs(value.numerator))) - 1
        mantissa = decimal(value / 10**exponent)
        return mantissa and form(mantissa, exponent)

    return write


def slash(value: Fraction) -> str | None:
    return None if whole(value) else f"{value.numerator}/{value.denominator}"


def latex_fraction(command: str, factor: int = 1) -> Write:
    """Reduced, or both parts times `factor`; a whole number only with a factor."""

    def write(value: Fraction) -> str | None:
        if value.denominator == factor == 1:
            return None
        sign, top, bottom = "-" if value < 0 else "", abs(value.numerator), value.denominator
        return f"{sign}\\{command}{{{top * factor}}}{{{bottom * factor}}}"

    return write


def mixed(form: Callable[[int, int, int], str]) -> Write:
    """By its whole part, and the numerator and denominator of the rest; positive and neither part zero."""

    def write(value: Fraction) -> str | None:
        units, rest = divmod(value, 1)
        return form(units, rest.numerator, rest.denominator) if units > 0 and rest else None

    return write


def percent(value: Fraction) -> str | None:
    """Of a share between 0 and 1."""
    return decimal(value * 100) if 0 < value < 1 else None


def added_up(value: Fraction) -> str | None:
    """A sum of positive whole numbers and its result."""
    return f"{value - 1} + 1 = {value}" if whole(value) and value > 1 else None


def positive(write: Write) -> Write:
    return lambda value: write(value) if value > 0 else None


def magnitude(write: Write) -> Write:
    """Of a negative number, for patterns that bring the sign."""
    return lambda value: write(-value) if value < 0 else None


def in_words(value: Fraction) -> str | None:
    """A whole number from 0 to 999,999 in English."""
    if value.denominator != 1 or not 0 <= value < 1_000_000:
        return None
    thousands, rest = divmod(value.numerator, 1000)
    if not thousands:
        return _below_1000(rest)
    return f"{_below_1000(thousands)} thousand" + (f" {_below_1000(rest)}" if rest else "")


def _below_1000(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    if not hundreds:
        return _below_100(rest)
    return f"{_SMALL[hundreds]} hundred" + (f" {_below_100(rest)}" if rest else "")


def _below_100(value: int) -> str:
    if value < len(_SMALL):
        return _SMALL[value]
    tens, ones = divmod(value, 10)
    return _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")
