"""Topics that a problem names outright, the most advanced first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tutortrain.curriculum.features.reading import Reading


@dataclass(frozen=True, slots=True)
class Topic:
    """A cluster's code, with the words and phrases that only its problems use."""

    code: str
    words: Sequence[str]
    phrases: Sequence[str]


def _topic(code: str, words: str, *phrases: str) -> Topic:
    return Topic(code, words.split(), phrases)


TOPICS: Final = (
    _topic("8.EE.C", "", "system of", "simultaneous", "linear equation"),
    _topic(
        "8.F.A",
        "slope intercept nonlinear linear",
        "rate of change",
        "linear function",
        "relation a function",
    ),
    _topic("8.EE.A", "", "scientific notation", "square root", "cube root", "power of a power"),
    _topic("8.G.B", "hypotenuse pythagorean", "right triangle"),
    _topic("8.G.A", "translation dilation congruent reflection", "rotated about", "similar triangles"),
    _topic("8.SP.A", "scatter", "two-way table", "line of best fit"),
    _topic("7.G.B", "circumference radius diameter supplementary", "area of a circle"),
    _topic("7.G.A", "", "scale drawing", "scale model", "on the map", "on a map"),
    _topic("7.SP.C", "probability outcomes likely unlikely random randomly"),
    _topic("7.SP.A", "", "random sample", "sample of the population"),
    _topic("7.RP.A", "proportional proportion tax commission markup", "simple interest", "interest rate"),
    _topic("6.RP.A", "percent percentage percents ratio ratios", "for every"),
    _topic("6.SP.B", "mean median mode quartile average averages averaged deviation outlier", "the range of"),
    _topic("6.NS.B", "gcf lcm", "greatest common", "least common", "largest common", "smallest common"),
    _topic("6.EE.B", "inequality"),
    _topic("6.NS.C", "integer integers quadrant", "absolute value", "below zero", "sea level", "opposite of"),
    _topic("5.MD.C", "volume cubic prism", "unit cubes"),
    _topic("5.G.A", "coordinate coordinates quadrants", "ordered pair", "x-axis", "y-axis"),
    _topic("5.OA.A", "parentheses brackets", "order of operations"),
    _topic("4.MD.C", "protractor angle angles"),
    _topic("4.G.A", "parallel perpendicular symmetry symmetric acute obtuse"),
    _topic("4.OA.B", "prime composite factor factors multiples divisible"),
)


_RANKS: Final = {word: rank for rank, topic in reversed(list(enumerate(TOPICS))) for word in topic.words}
_PHRASES: Final = [(phrase, rank) for rank, topic in enumerate(TOPICS) for phrase in topic.phrases]


def named_topic(reading: Reading) -> str | None:
    """The code of the first topic that is named."""
    by_word = [_RANKS[word] for word in reading.words & _RANKS.keys()]
    by_phrase = [rank for phrase, rank in _PHRASES if phrase in reading.text]
    ranks = by_word + by_phrase
    return TOPICS[min(ranks)].code if ranks else None
