"""Final answers as people write them, and the sentence that gives one."""

from decimal import Decimal, InvalidOperation
from typing import Final

_MOST_DIGITS: Final = 28
"""Of what loses its exponent and zeros: Decimal rounds what has more of them, or finds it too large."""


def clean(answer: str) -> str:
    """A number as `written`; other text as it is."""
    try:
        number = Decimal(answer)
    except InvalidOperation:
        return answer.strip()
    return written(number) if number.is_finite() else answer.strip()


def written(number: Decimal) -> str:
    """Without exponent and trailing zeros: 8.0 is 8, 26.30 is 26.3; too long a number as it is."""
    if len(number.as_tuple().digits) > _MOST_DIGITS or abs(number.adjusted()) > _MOST_DIGITS:
        return str(number)
    return f"{number.normalize():f}" if number else "0"


def sentence(answer: str) -> str:
    """How a worked solution ends."""
    return f"The answer is {answer}."
