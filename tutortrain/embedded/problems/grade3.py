"""Grade 3: equal groups, equal shares, and rectangles."""

from random import Random
from typing import Final

from tutortrain.embedded.templates import Numbers, Step, Story, Topic


def _groups(draw: Random) -> Numbers:
    a, b = draw.randint(2, 9), draw.randint(3, 12)
    return {"a": a, "b": b, "c": a * b}


def _shares(draw: Random) -> Numbers:
    a, b = draw.randint(2, 9), draw.randint(3, 12)
    return {"a": a, "c": b, "b": a * b}


def _groups_and_more(draw: Random) -> Numbers:
    a, b, d = draw.randint(2, 9), draw.randint(3, 10), draw.randint(3, 18)
    return {"a": a, "b": b, "c": a * b, "d": d, "e": a * b + d}


def _rectangle(draw: Random) -> Numbers:
    width = draw.randint(2, 9)
    length = draw.randint(width + 1, 12)
    return {"a": length, "b": width, "c": length * width, "d": length + width, "e": 2 * (length + width)}


MULTIPLICATION: Final = Topic(
    grade="3",
    code="3.OA",
    tag="multiplication",
    stories=(
        Story(
            text="{name} has {a} {boxes}. Each {box} holds {b} {items}. How many {items} does {name} have?",
            steps=(
                Step(
                    says="{name} has {a} × {b} = {c} {items}.",
                    asks="How many {items} does {name} have in {a} equal {boxes}?",
                ),
            ),
            numbers=_groups,
        ),
        Story(
            text="{name} lays the {items} in {a} rows of {b}. How many {items} does {name} lay out?",
            steps=(
                Step(
                    says="{name} lays out {a} × {b} = {c} {items}.",
                    asks="How many {items} does {name} lay out in {a} equal rows?",
                ),
            ),
            numbers=_groups,
        ),
        Story(
            text=(
                "{name} buys {a} {boxes} with {b} {items} in each {box}. "
                "{friend} gives {him} {d} more {items}. "
                "How many {items} does {name} have now?"
            ),
            steps=(
                Step(
                    says="{name} buys {a} × {b} = {c} {items}.",
                    asks="How many {items} does {name} buy in the {a} {boxes}?",
                ),
                Step(
                    says="Now {name} has {c} + {d} = {e} {items}.",
                    asks="How many {items} does {name} have after {friend} gives {him} {d} more?",
                ),
            ),
            numbers=_groups_and_more,
        ),
    ),
)

DIVISION: Final = Topic(
    grade="3",
    code="3.OA",
    tag="division",
    stories=(
        Story(
            text=(
                "{name} shares {b} {items} equally among {a} friends. "
                "How many {items} does each friend of {name} get?"
            ),
            steps=(
                Step(
                    says="Each friend of {name} gets {b} ÷ {a} = {c} {items}.",
                    asks="How many {items} does each friend of {name} get in a fair share?",
                ),
            ),
            numbers=_shares,
        ),
        Story(
            text="{name} packs {b} {items} into {boxes} of {a}. How many {boxes} does {name} fill?",
            steps=(
                Step(
                    says="{name} fills {b} ÷ {a} = {c} {boxes} with {items}.",
                    asks="How many {boxes} does {name} fill when {a} {items} go in one?",
                ),
            ),
            numbers=_shares,
        ),
        Story(
            text=(
                "{name} puts {b} {items} into {a} {boxes}, the same number in each. "
                "How many {items} are in each {box}?"
            ),
            steps=(
                Step(
                    says="{name} puts {b} ÷ {a} = {c} {items} in each {box}.",
                    asks="How many {items} does {name} put in each of the {a} {boxes}?",
                ),
            ),
            numbers=_shares,
        ),
    ),
)

RECTANGLES: Final = Topic(
    grade="3",
    code="3.MD",
    tag="perimeter and area",
    stories=(
        Story(
            text=(
                "{name}'s garden is {a} meters long and {b} meters wide. "
                "How many meters is it around the garden?"
            ),
            steps=(
                Step(
                    says="One long and one short side of {name}'s garden are {a} + {b} = {d} meters.",
                    asks="How many meters are one long and one short side of {name}'s garden?",
                ),
                Step(
                    says="All the way around is {d} × 2 = {e} meters.",
                    asks="How many meters is it all the way around?",
                ),
            ),
            numbers=_rectangle,
        ),
        Story(
            text=(
                "{name} paints a wall that is {a} feet long and {b} feet high. "
                "How many square feet does {name} paint?"
            ),
            steps=(
                Step(
                    says="{name} paints a wall of {a} × {b} = {c} square feet.",
                    asks="How many square feet is the wall that {name} paints?",
                ),
            ),
            numbers=_rectangle,
        ),
        Story(
            text=(
                "{name} covers the floor with square tiles. There are {b} rows with {a} tiles in each row. "
                "How many tiles does {name} use?"
            ),
            steps=(
                Step(
                    says="{name} uses {b} × {a} = {c} tiles for the floor.",
                    asks="How many tiles does {name} use for {b} rows of the floor?",
                ),
            ),
            numbers=_rectangle,
        ),
    ),
)

TOPICS: Final = (MULTIPLICATION, DIVISION, RECTANGLES)
