"""What a problem speaks of, by words that mean the same in every collection."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import Final

_LEXICON: Final = """
money: dollar dollars cent cents cost costs price prices pay paid pays spend spent buy buys bought sell
  sold earn earns earned money change profit salary wage bill
coins: penny pennies nickel nickels dime dimes quarters coins
length: inch inches foot feet yard yards mile miles meter meters metre metres centimeter centimeters cm
  mm km kilometer kilometers tall long wide height length width distance deep ruler
weight: pound pounds ounce ounces gram grams kilogram kilograms kg lbs ton tons weigh weighs weight
capacity: liter liters litre litres milliliter milliliters ml gallon gallons quart quarts pint pints cup
  cups tablespoon tablespoons teaspoon teaspoons capacity
time: hour hours minute minutes second seconds clock o'clock noon midnight pm am elapsed
calendar: day days week weeks month months year years old age older younger
area: area square-feet squared tiles tile acre acres
perimeter: perimeter fence around border
volume: volume cubic cube cubes prism
round-solid: cylinder cone sphere
circle: circle circumference radius diameter pi
angle: angle angles degree degrees protractor acute obtuse supplementary complementary
shape: triangle triangles rectangle rectangles rectangular square squares pentagon hexagon polygon
  quadrilateral quadrilaterals parallelogram trapezoid rhombus sides vertices edges faces shape shapes
line: parallel perpendicular ray segment segments symmetry symmetric intersect
coordinates: coordinate coordinates quadrant axis ordered-pair plot graph graphed
transform: translation rotation reflection dilation congruent similar transformation reflected rotated
percent: percent percentage percents discount tax tip interest markup commission
ratio: ratio ratios proportion proportional
rate: per rate speed mph
average: average averages mean median mode range
spread: deviation quartile quartiles interquartile outlier histogram dot-plot sample population
chance: probability chance likely unlikely dice die outcomes random randomly
data: table graph chart pictograph picture-graph tally bar survey
fraction: fraction fractions numerator denominator half halves third thirds fourth fourths quarter fifth
  fifths sixth sixths eighth eighths tenth tenths mixed simplest simplified whole
decimal: decimal decimals hundredths hundredth thousandths tenths
place: digit digits ones tens hundreds thousands value expanded form round rounded rounding nearest
  estimate
compare: greater less compare comparing comparison symbol symbols equal fewer more most least than
order: first second third next before after count counting order
multiple: multiple multiples factor factors prime composite divisible gcf lcm
equation: equation equations expression solve variable unknown inequality simplify evaluate
function: function linear slope intercept input output
power: exponent power squared cubed root roots scientific
negative: negative below opposite absolute integer integers debt owe owes
temperature: temperature fahrenheit celsius
combine: altogether total sum together all combined both in
take: left remain remaining away gave lost ate fewer difference less minus
group: each every per group groups rows row equally equal split shared share divided bags boxes packs
  packages bunches
times: times twice double triple doubled tripled thrice
remainder: remainder leftover remaining left-over
"""
"""Each concept, with a colon, and its words; a word may name several."""


def _concepts_of() -> Mapping[str, frozenset[str]]:
    found, concept = defaultdict(set), ""
    for word in _LEXICON.split():
        if word.endswith(":"):
            concept = word.removesuffix(":")
        else:
            found[word].add(concept)
    return {word: frozenset(concepts) for word, concepts in found.items()}


_CONCEPTS_OF: Final = _concepts_of()


def concepts(words: Set[str]) -> Iterable[str]:
    """The concepts that any of the words (lower case) names, once each."""
    return {concept for word in words & _CONCEPTS_OF.keys() for concept in _CONCEPTS_OF[word]}
