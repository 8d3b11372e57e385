"""Where a problem belongs by its numbers and operations alone: what pupils compute in which grade."""

from collections.abc import Sequence
from typing import Final

from tutortrain.curriculum.features.operations import Step
from tutortrain.curriculum.features.reading import Reading

_TIMES_TABLE: Final = 100
_LONGEST_QUOTIENT_BY_ONE_DIGIT: Final = 144
"""What is divided by two digits and is no larger is a times-table fact, such as 144 / 12."""


def place_fractions(reading: Reading) -> str | None:
    """For problems with a fraction in digits."""
    if not _has(reading, "fraction", "mixed"):
        return None
    signs = _signs(reading)
    unders = {number.under for number in reading.written if number.under > 1}
    if "/" in signs:
        return "6.NS.A" if len(unders) > 1 else "5.NF.B"
    if "*" in signs:
        return "5.NF.B"
    if signs or reading.is_about("combine", "take"):
        return "5.NF.A" if len(unders) > 1 else "4.NF.B"
    if reading.says("compare", "comparison", "greater", "greatest", "less", "equivalent", "larger"):
        return "4.NF.A" if len(unders) > 1 else "3.NF.A"
    return "5.NF.B" if reading.is_about("group") else "4.NF.B"


def place_decimals(reading: Reading) -> str | None:
    """For problems with a decimal; cents alone are fourth grade's measures."""
    if not _has(reading, "decimal"):
        return None
    if "/" in _signs(reading):
        return "6.NS.B" if _divides_by_a_decimal(reading) else "5.NBT.B"
    if "*" in _signs(reading):
        return "5.NBT.B"
    decimals = [number for number in reading.written if number.kind == "decimal"]
    if decimals and all(number.is_money for number in decimals):
        return "4.MD.A"
    is_about_places = reading.says(
        "round", "rounded", "rounding", "nearest", "digit", "compare", "order", "form"
    )
    return "5.NBT.A" if is_about_places and not reading.steps else "5.NBT.B"


def place_whole(reading: Reading) -> str | None:
    """For whole numbers with known operations."""
    steps, signs = reading.steps, _signs(reading)
    if not steps:
        return None
    if signs <= {"+", "-"}:
        return _sums(_largest(reading), len(steps))
    if any(step.left % 1 or step.right % 1 for step in steps):
        return "5.NF.B"
    if any(step.sign == "/" and step.right and step.left % step.right for step in steps):
        return "4.OA.A" if len(steps) > 1 else "4.NBT.B"
    if (hard := _hardest(steps)) is not None:
        return hard
    if _largest(reading) <= _TIMES_TABLE:
        return ("3.OA.A", "3.OA.D")[len(steps) - 1] if len(steps) <= 2 else "4.OA.A"
    return "4.NBT.B" if len(steps) == 1 else "4.OA.A"


def _sums(largest: float, num_steps: int) -> str:
    """Sums and differences, by the largest number in them."""
    if largest <= 20:
        return "1.OA.A" if num_steps == 1 else "2.OA.A"
    for limit, code in ((100, "2.OA.A"), (1000, "3.NBT.A")):
        if largest <= limit:
            return code
    return "4.NBT.B"


def _hardest(steps: Sequence[Step]) -> str | None:
    """Fifth grade's products of three digits by two, and quotients by two."""
    for step in steps:
        if step.sign == "/" and _digits(step.right) > 1 and step.left > _LONGEST_QUOTIENT_BY_ONE_DIGIT:
            return "5.NBT.B" if step.left < 10_000 else "6.NS.B"
        if step.sign == "*" and min(_digits(step.left), _digits(step.right)) > 1:
            return "5.NBT.B" if _digits(step.left) + _digits(step.right) > 4 else "4.NBT.B"
    return None


def _has(reading: Reading, *kinds: str) -> bool:
    return any(number.kind in kinds for number in (*reading.written, *reading.answer))


def _signs(reading: Reading) -> set[str]:
    return {step.sign for step in reading.steps}


def _largest(reading: Reading) -> float:
    return max(max(abs(step.left), abs(step.right), abs(step.result)) for step in reading.steps)


def _divides_by_a_decimal(reading: Reading) -> bool:
    return any(step.sign == "/" and step.right % 1 for step in reading.steps)


def _digits(value: float) -> int:
    """Digits that are no closing zeros: 30 x 20 is as easy as 3 x 2."""
    return len(str(int(abs(value))).rstrip("0")) or 1
