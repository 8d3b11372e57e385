"""A gold answer, read by a rule so simple that it cannot share the mistakes of the code under audit."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tutortrain.grading.audit.written import usual

_SIMPLE: Final = re.compile(r"-?(?:\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.\d{1,6})?|-?\d{1,6}/[1-9]\d{0,5}")


@dataclass(frozen=True, slots=True)
class Gold:
    """A right answer: as the data has it, and as a number where it is a plain one, without unit or sign."""

    answer: str
    value: Fraction | None

    @property
    def text(self) -> str:
        """The usual way to write it in a sentence."""
        return self.answer if self.value is None else usual(self.value)


def read_gold(answer: str) -> Gold:
    """What is not plainly one number is taken as text."""
    answer = answer.strip()
    if not _SIMPLE.fullmatch(answer):
        return Gold(answer, None)
    return Gold(answer, Fraction(answer.replace(",", "")))
