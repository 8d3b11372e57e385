r"""Wrong answers that look right: every one of these has to be refused.

A near miss gives a whole reply for a gold answer, or None where it would not be wrong for that value. A new
one is a line in `WRONG_VALUES` (another number), or in `WRONG_USES` (the right number, not as the answer).
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from tutortrain.grading.audit.forms import Form, number
from tutortrain.grading.audit.gold import Gold
from tutortrain.grading.audit.written import decimal, positive, usual, whole

Change = Callable[[Fraction], Fraction | None]


def _inverted(value: Fraction) -> Fraction | None:
    return 1 / value if value and value.denominator != 1 else None


def _digits(change: Callable[[str], str]) -> Change:
    """Of the number as it is written."""

    def changed(value: Fraction) -> Fraction | None:
        digits = decimal(abs(value))
        text = change(digits) if digits and len(digits) > 1 else ""
        return Fraction(text) * (-1 if value < 0 else 1) if text.strip(".") else None

    return changed


def _last_swapped(digits: str) -> str:
    return digits[:-2] + digits[-1] + digits[-2] if digits[-2:].isdigit() else ""


WRONG_VALUES: Final[Mapping[str, Change]] = {
    "one too many": lambda value: value + 1,
    "one too few": lambda value: value - 1,
    "the wrong sign": lambda value: -value,
    "ten times": lambda value: value * 10,
    "a tenth": lambda value: value / 10,
    "a hundred times": lambda value: value * 100,
    "a hundredth": lambda value: value / 100,
    "twice": lambda value: value * 2,
    "a little more": lambda value: value + Fraction(1, 100),
    "numerator and denominator swapped": _inverted,
    "first digit dropped": _digits(lambda digits: digits[1:].lstrip(",")),
    "last digit dropped": _digits(lambda digits: digits[:-1]),
    "last digits swapped": _digits(_last_swapped),
    "a digit doubled": _digits(lambda digits: digits[0] + digits),
}
"""Numbers beside the right one; a change that leaves the value as it is makes no near miss."""


def wrong_value(change: Change, pattern: str) -> Form:
    """The changed number, named as `pattern` does."""

    def form(gold: Gold) -> str | None:
        value = None if gold.value is None else change(gold.value)
        return None if value is None or value == gold.value else pattern.replace("@", usual(value))

    return form


def _grows(value: Fraction) -> str | None:
    """What powers and roots change."""
    return None if value in (-1, 0, 1) else usual(value)


def _tenth_in_percent(value: Fraction) -> str | None:
    return decimal(value * 10) if 0 < value < 1 else None


WRONG_USES: Final[Mapping[str, Form]] = {
    "right in the middle": number("First she has @ apples. The answer is 987654."),
    "right box, then a wrong one": number(r"\boxed{@}. No: \boxed{987654}"),
    "right, then taken back": number("The answer is @. No, that is wrong. The answer is 987654."),
    "right, then another last number": number("He has @ apples and finds more, so 987654."),
    "an intermediate step": number("#### @", lambda value: f"{usual(value)} + 3 = {usual(value + 3)}"),
    "a sum left undone": number("The answer is @ + 3."),
    "a sum in words": number("The answer is @ plus 3."),
    "a denominator": number(r"The answer is \frac{x}{@}.", _grows),
    "a product left undone": number(r"The answer is $@ \times 3$.", _grows),
    "a difference, the right number last": number("So it is 987654 - @", positive(usual)),
    "a range from it": number("The answer is @ to 987654."),
    "a range up to it": number("The answer is -987654 to @."),
    "a range with a dash": number("#### @-987654"),
    "a range without a label": number("It will be 987654 to @", positive(usual)),
    "two answers, the right one first": number("The answer is @ or 987654."),
    "two answers, the right one last": number("The answer is 987654 or @."),
    "two answers without a label": number("It is 987654 or @", positive(usual)),
    "a time of day": number("The answer is @:59.", positive(whole)),
    "a list": number(r"\boxed{@, 987654}"),
    "a list in a sentence": number("The answer is @, 987654."),
    "two quantities": number("The answer is @ hours and 987654 minutes."),
    "a denial": number("The answer is not @."),
    "a denial, short": number("The answer isn't @."),
    "a bound": number("The answer is more than @."),
    "a power of it": number("The answer is @^7.", _grows),
    "an exponent": number(r"The answer is $x^{@}$."),
    "a coefficient": number("The answer is @x.", positive(whole)),
    "a multiple of pi": number(r"The answer is $@\pi$.", positive(whole)),
    "a multiple of pi, in letters": number("The answer is @ pi.", positive(whole)),
    "a percentage ten times too small": number("The answer is @%.", _tenth_in_percent),
    "a root": number(r"The answer is \sqrt{@}.", _grows),
}
"""The right number where it is not the answer."""


NEAR_MISSES: Final[Mapping[str, Form]] = {
    **{name: wrong_value(change, "The answer is @.") for name, change in WRONG_VALUES.items()},
    **{f"{name}, boxed": wrong_value(change, r"\boxed{@}") for name, change in WRONG_VALUES.items()},
    **WRONG_USES,
}
