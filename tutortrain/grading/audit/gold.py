"""A gold answer, read by a rule so simple that it cannot share the mistakes of the code under audit."""

import re
from dataclasses import dataclass
from fractions import Fraction
from random import Random
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


def draw_answers(num: int, seed: int) -> list[str]:
    """Answers of all kinds of numbers, in turn and each once, for an audit that needs no data."""
    draw, drawn = Random(seed), dict.fromkeys(["0", "1", "-1"])
    while len(drawn) < num:
        drawn.update(dict.fromkeys(_one_of_each(draw)))
    return list(drawn)[:num]


def _one_of_each(draw: Random) -> list[str]:
    top, bottom = draw.randint(1, 30), draw.randint(2, 12)
    return [
        str(draw.randint(2, 99)),
        str(draw.randint(100, 999)),
        f"{draw.randint(1000, 900_000):,}",
        str(draw.randint(1000, 90_000) * 10),
        str(-draw.randint(2, 5000)),
        f"{draw.randint(0, 99)}.{draw.randint(1, 9)}",
        f"{draw.randint(0, 999)}.{draw.randint(1, 99):02d}",
        f"-{draw.randint(0, 9)}.{draw.choice((25, 5, 75))}",
        f"{top * bottom + 1}/{bottom}",
        f"{draw.randint(1, bottom - 1)}/{bottom}",
    ]
