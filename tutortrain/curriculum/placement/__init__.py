"""Where the Common Core puts a problem, by rules written by hand: no collection of problems was fitted."""

from typing import Final

from tutortrain.curriculum.features.reading import Reading
from tutortrain.curriculum.placement.arithmetic import place_decimals, place_fractions, place_whole
from tutortrain.curriculum.placement.named import named_topic
from tutortrain.curriculum.placement.wording import (
    AFTER_FRACTIONS,
    BEFORE_ARITHMETIC,
    FIRST,
    LAST,
    Place,
)

RULES: Final[tuple[Place, ...]] = (
    *FIRST,
    named_topic,
    *BEFORE_ARITHMETIC,
    place_fractions,
    place_decimals,
    *AFTER_FRACTIONS,
    place_whole,
    *LAST,
)
"""In order: the first that knows decides."""


def place(reading: Reading) -> str | None:
    """The code of a cluster, such as 4.NF.B; None where no rule knows."""
    return next((code for rule in RULES if (code := rule(reading)) is not None), None)
