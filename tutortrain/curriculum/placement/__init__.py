"""Where the Common Core puts a problem, by rules written by hand: no collection of problems was fitted.

The first rule that knows decides. Each gives the code of a cluster, such as 4.NF.B, or None.
"""

from typing import Final

from tutortrain.curriculum.features.reading import Reading
from tutortrain.curriculum.placement.arithmetic import place_decimals, place_fractions, place_whole
from tutortrain.curriculum.placement.named import named_topic
from tutortrain.curriculum.placement.wording import (
    Place,
    place_letters,
    place_numerals,
    place_percent,
    place_rest,
    place_shapes,
    place_signed,
    place_solids,
)

NAMING: Final[tuple[Place, ...]] = (place_solids, place_percent, named_topic)
"""Rules that go by what a problem calls its topic; they come first."""
OTHERS: Final[tuple[Place, ...]] = (
    place_signed,
    place_letters,
    place_fractions,
    place_decimals,
    place_shapes,
    place_numerals,
    place_whole,
    place_rest,
)


def name(reading: Reading) -> str | None:
    """The cluster of a topic that the problem names."""
    return _first(NAMING, reading)


def place(reading: Reading) -> str | None:
    """The cluster that the problem belongs to, by its name or by whatever else is known of it."""
    return name(reading) or _first(OTHERS, reading)


def _first(rules: tuple[Place, ...], reading: Reading) -> str | None:
    return next((code for rule in rules if (code := rule(reading)) is not None), None)
