"""Where a problem belongs that neither names an advanced topic nor is plain arithmetic."""

from collections.abc import Callable
from typing import Final

from tutortrain.curriculum.features.reading import Reading

Place = Callable[[Reading], str | None]
_UNKNOWNS: Final = frozenset("bcdefghjkmnpqrtuvwxyz")
"""Letters that stand for a number where they stand alone; the others are words and units too."""


def place_solids(reading: Reading) -> str | None:
    """Round solids are named in kindergarten, and measured in eighth grade."""
    is_round = reading.says("cone", "cones", "cylinder", "cylinders", "sphere", "spheres")
    return "8.G.C" if is_round and reading.says("volume", "cubic") else None


def place_signed(reading: Reading) -> str | None:
    """For negative numbers, in the problem or as its answer."""
    if any(number.value < 0 for number in (*reading.numbers, *reading.answer)):
        return "7.NS.A" if reading.steps else "6.NS.C"
    return None


def place_letters(reading: Reading) -> str | None:
    if "^" in reading.tokens:
        return "6.EE.A"
    if reading.says("variable") or ("=" in reading.tokens and not _UNKNOWNS.isdisjoint(reading.words)):
        return "6.EE.B"
    return "6.EE.A" if reading.says("expression", "simplify") else None


def place_percent(reading: Reading) -> str | None:
    if not any(number.kind == "percent" for number in reading.numbers):
        return None
    return "7.RP.A" if reading.says("tax", "tip", "discount", "interest") else "6.RP.A"


def place_shapes(reading: Reading) -> str | None:
    """Areas and perimeters, by size. Shapes by themselves are met in every grade to the fifth: the middle."""
    if reading.says("perimeter", "fence"):
        return "3.MD.D" if _largest(reading) <= 100 else "4.MD.A"
    if reading.says("area"):
        return "3.MD.C" if _largest(reading) <= 20 else "4.MD.A"
    if reading.steps:
        return None
    return "3.G.A" if reading.is_about("shape") else None


def place_numerals(reading: Reading) -> str | None:
    """Rounding, place value and comparing."""
    largest = _largest(reading)
    if reading.says("round", "rounded", "rounding", "nearest", "estimate"):
        return "3.NBT.A" if largest <= 1000 else "4.NBT.A"
    if "place value" in reading.text or reading.says("digit", "digits", "expanded"):
        return "2.NBT.A" if largest <= 1000 else "4.NBT.A"
    if "_" in reading.tokens or reading.says("compare", "symbol"):
        return "K.CC.C" if largest <= 10 else "1.NBT.B" if largest < 100 else "2.NBT.A"
    return None


def place_rest(reading: Reading) -> str | None:
    """Without operations: clocks, graphs and parts in words."""
    if reading.steps:
        return None
    if reading.says("half", "halves", "third", "thirds", "fourths", "fraction", "fractions"):
        return "3.NF.A"
    if reading.says("clock", "elapsed") or "what time" in reading.text:
        return "3.MD.A"
    if reading.says("pictograph", "graph", "graphs", "tally", "plot"):
        return "3.MD.B"
    return "4.MD.A" if reading.says("convert", "converted") else None


def _largest(reading: Reading) -> float:
    return max((abs(number.value) for number in reading.numbers), default=0.0)
