"""Grade 5: decimals, what is left after a fraction, and volume."""

from random import Random
from typing import Final

from tutortrain.embedded.templates import Numbers, Step, Story, Topic

_FRACTIONS: Final = ((2, 3), (3, 4), (2, 5), (3, 5), (5, 6), (3, 8), (2, 7), (4, 9))


def _tenths(number: int) -> str:
    return f"{number // 10}.{number % 10}"


def _with_tenths(draw: Random, low: int, high: int) -> int:
    """A number of tenths that is not whole, so that it is written with its decimal."""
    return 10 * draw.randint(low, high) + draw.randint(1, 9)


def _decimal_sum(draw: Random) -> Numbers:
    a, b = _with_tenths(draw, 1, 12), _with_tenths(draw, 1, 9)
    b += (a + b) % 10 == 0
    return {"a": _tenths(a), "b": _tenths(b), "c": _tenths(a + b)}


def _decimal_difference(draw: Random) -> Numbers:
    b, c = _with_tenths(draw, 1, 6), _with_tenths(draw, 1, 9)
    c += (b + c) % 10 == 0
    return {"a": _tenths(b + c), "b": _tenths(b), "c": _tenths(c)}


def _fraction_left(draw: Random) -> Numbers:
    top, bottom = draw.choice(_FRACTIONS)
    part = draw.randint(3, 12)
    total, used = bottom * part, top * part
    return {"a": total, "n": top, "m": bottom, "b": part, "c": used, "d": total - used}


def _solid(draw: Random) -> Numbers:
    a, b, c = draw.randint(3, 9), draw.randint(2, 6), draw.randint(2, 6)
    return {"a": a, "b": b, "c": c, "d": a * b, "e": a * b * c}


DECIMALS: Final = Topic(
    grade="5",
    code="5.NBT",
    tag="decimals",
    stories=(
        Story(
            text=(
                "A {box} of {items} weighs {a} pounds. A {box} of {things} weighs {b} pounds. "
                "{name} carries both. "
                "How many pounds does {name} carry?"
            ),
            steps=(
                Step(
                    says="{name} carries {a} + {b} = {c} pounds of {items} and {things}.",
                    asks="How many pounds of {items} and {things} does {name} carry?",
                ),
            ),
            numbers=_decimal_sum,
        ),
        Story(
            text=(
                "{name} ran {a} miles last week. {friend} ran {b} miles. "
                "How many more miles did {name} run than {friend}?"
            ),
            steps=(
                Step(
                    says="{name} ran {a} - {b} = {c} more miles than {friend}.",
                    asks="What is the difference between {name}'s miles and {friend}'s miles?",
                ),
            ),
            numbers=_decimal_difference,
        ),
        Story(
            text=(
                "{name} has {a} liters of paint and uses {b} liters for the kitchen. "
                "How many liters of paint are left?"
            ),
            steps=(
                Step(
                    says="{name} has {a} - {b} = {c} liters of paint left.",
                    asks="How many liters of paint stay when {name} has painted the kitchen?",
                ),
            ),
            numbers=_decimal_difference,
        ),
    ),
)

FRACTION_LEFT: Final = Topic(
    grade="5",
    code="5.NF",
    tag="fractions",
    stories=(
        Story(
            text="{name} has {a} {items} and gives away {n}/{m} of them. How many {items} does {name} keep?",
            steps=(
                Step(
                    says="One part of {name}'s {items} is {a} ÷ {m} = {b}.",
                    asks="How many of {name}'s {items} are in one of {m} equal parts?",
                ),
                Step(
                    says="{name} gives away {b} × {n} = {c} {items}.",
                    asks="How many {items} does {name} give away in {n} parts?",
                ),
                Step(
                    says="{name} keeps {a} - {c} = {d} {items}.",
                    asks="How many of the {a} {items} does {name} keep?",
                ),
            ),
            numbers=_fraction_left,
        ),
        Story(
            text=(
                "{name} baked {a} muffins. {friend} ate {n}/{m} of the muffins. "
                "How many muffins are left for {name}?"
            ),
            steps=(
                Step(
                    says="One part of the muffins that {name} baked is {a} ÷ {m} = {b}.",
                    asks="How many of the muffins that {name} baked are in one of {m} equal parts?",
                ),
                Step(
                    says="{friend} ate {b} × {n} = {c} muffins.",
                    asks="How many muffins did {friend} eat in {n} parts?",
                ),
                Step(says="{a} - {c} = {d} muffins are left.", asks="How many of the {a} muffins are left?"),
            ),
            numbers=_fraction_left,
        ),
    ),
)

VOLUME: Final = Topic(
    grade="5",
    code="5.MD",
    tag="volume",
    stories=(
        Story(
            text=(
                "{name}'s crate is {a} feet long, {b} feet wide and {c} feet high. "
                "What is its volume in cubic feet?"
            ),
            steps=(
                Step(
                    says="The bottom of {name}'s crate is {a} × {b} = {d} square feet.",
                    asks="How many square feet is the bottom of {name}'s crate?",
                ),
                Step(
                    says="The volume is {d} × {c} = {e} cubic feet.",
                    asks="How many cubic feet is the volume when the crate is {c} feet high?",
                ),
            ),
            numbers=_solid,
        ),
        Story(
            text=(
                "{name} stacks {items} in {c} layers. Each layer has {a} rows of {b} {items}. "
                "How many {items} does {name} stack?"
            ),
            steps=(
                Step(
                    says="{name} stacks {a} × {b} = {d} {items} in one layer.",
                    asks="How many {items} does {name} stack in one layer?",
                ),
                Step(
                    says="{name} stacks {d} × {c} = {e} {items}.",
                    asks="How many {items} does {name} stack in {c} layers?",
                ),
            ),
            numbers=_solid,
        ),
    ),
)

TOPICS: Final = (DECIMALS, FRACTION_LEFT, VOLUME)
