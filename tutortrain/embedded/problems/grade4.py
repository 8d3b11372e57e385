"""Grade 4: shopping in several steps, time, and a fraction of a quantity."""

from random import Random
from typing import Final

from tutortrain.embedded.templates import Numbers, Step, Story, Topic

_FRACTIONS: Final = ((2, 3), (3, 4), (2, 5), (3, 5), (4, 5), (5, 6), (3, 8), (5, 8))


def _change(draw: Random) -> Numbers:
    a, b = draw.randint(2, 9), draw.randint(3, 12)
    c = a * b
    paid = c + 10 - c % 10 + draw.choice((0, 10))
    return {"a": a, "b": b, "c": c, "d": paid, "e": paid - c}


def _two_purchases(draw: Random) -> Numbers:
    a, b, c, d = draw.randint(2, 9), draw.randint(3, 9), draw.randint(2, 9), draw.randint(3, 9)
    return {"a": a, "b": b, "c": c, "d": d, "e": a * b, "f": c * d, "g": a * b + c * d}


def _hours_and_minutes(draw: Random) -> Numbers:
    hours, minutes = draw.randint(2, 6), draw.randint(5, 55)
    return {"a": hours, "b": minutes, "c": 60 * hours, "d": 60 * hours + minutes}


def _daily_minutes(draw: Random) -> Numbers:
    a, b, c = draw.randrange(10, 45, 5), draw.randrange(15, 40, 5), draw.randint(2, 6)
    return {"a": a, "b": b, "c": c, "d": a + b, "e": (a + b) * c}


def _fraction(draw: Random) -> Numbers:
    top, bottom = draw.choice(_FRACTIONS)
    part = draw.randint(3, 12)
    return {"a": bottom * part, "n": top, "m": bottom, "b": part, "c": top * part}


SHOPPING: Final = Topic(
    grade="4",
    code="4.OA",
    tag="multi-step money",
    stories=(
        Story(
            text=(
                "{name} buys {a} {items} for {b} dollars each and pays with {d} dollars. "
                "How many dollars does {name} get back?"
            ),
            steps=(
                Step(
                    says="{name}'s {items} cost {a} × {b} = {c} dollars.",
                    asks="How many dollars do {name}'s {items} cost?",
                ),
                Step(
                    says="{name} gets back {d} - {c} = {e} dollars.",
                    asks="How many dollars does {name} get back from {d} dollars?",
                ),
            ),
            numbers=_change,
        ),
        Story(
            text=(
                "{name} sells {a} {items} for {b} dollars each and {c} {things} for {d} dollars each. "
                "How many dollars does {name} earn?"
            ),
            steps=(
                Step(
                    says="{name} sells the {items} for {a} × {b} = {e} dollars.",
                    asks="How many dollars does {name} get for the {items}?",
                ),
                Step(
                    says="{name} sells the {things} for {c} × {d} = {f} dollars.",
                    asks="How many dollars does {name} get for the {things}?",
                ),
                Step(
                    says="{name} earns {e} + {f} = {g} dollars.",
                    asks="How many dollars does {name} earn for the {items} and {things} together?",
                ),
            ),
            numbers=_two_purchases,
        ),
        Story(
            text=(
                "{name} saved {d} dollars and wants {a} {items} that cost {b} dollars each. "
                "How many dollars will be left?"
            ),
            steps=(
                Step(
                    says="{name} pays {a} × {b} = {c} dollars for the {items}.",
                    asks="How many dollars does {name} pay for the {items}?",
                ),
                Step(
                    says="{d} - {c} = {e} dollars will be left.",
                    asks="How many of the {d} dollars will be left?",
                ),
            ),
            numbers=_change,
        ),
    ),
)

TIME: Final = Topic(
    grade="4",
    code="4.MD",
    tag="time",
    stories=(
        Story(
            text="{name} sorts {items} for {a} hours and {b} minutes. How many minutes does {name} work?",
            steps=(
                Step(
                    says="{name} works for {a} × 60 = {c} minutes in {a} hours.",
                    asks="How many minutes are the {a} hours that {name} works?",
                ),
                Step(
                    says="{name} works {c} + {b} = {d} minutes.",
                    asks="How many minutes does {name} work in all?",
                ),
            ),
            numbers=_hours_and_minutes,
        ),
        Story(
            text=(
                "{name} reads for {a} minutes before lunch and {b} minutes after lunch. "
                "{name} does this for {c} days. "
                "How many minutes does {name} read?"
            ),
            steps=(
                Step(
                    says="{name} reads {a} + {b} = {d} minutes in one day.",
                    asks="How many minutes does {name} read in one day?",
                ),
                Step(
                    says="{name} reads {d} × {c} = {e} minutes.",
                    asks="How many minutes does {name} read in {c} days?",
                ),
            ),
            numbers=_daily_minutes,
        ),
    ),
)

FRACTIONS: Final = Topic(
    grade="4",
    code="4.NF",
    tag="fraction of a quantity",
    stories=(
        Story(
            text=(
                "{name} has {a} {items}. {name} gives {n}/{m} of them to {friend}. "
                "How many {items} does {friend} get?"
            ),
            steps=(
                Step(
                    says="One part of {name}'s {items} is {a} ÷ {m} = {b}.",
                    asks="How many of {name}'s {items} are in one of {m} equal parts?",
                ),
                Step(
                    says="{friend} gets {b} × {n} = {c} {items}.",
                    asks="How many {items} does {friend} get in {n} parts?",
                ),
            ),
            numbers=_fraction,
        ),
        Story(
            text=(
                "There are {a} {items} in {name}'s {box}. Of these, {n}/{m} are red. "
                "How many {items} are red?"
            ),
            steps=(
                Step(
                    says="One part of the {items} in {name}'s {box} is {a} ÷ {m} = {b}.",
                    asks="How many {items} in {name}'s {box} are one of {m} equal parts?",
                ),
                Step(says="{b} × {n} = {c} {items} are red.", asks="How many {items} are red in {n} parts?"),
            ),
            numbers=_fraction,
        ),
        Story(
            text="{name} had {a} {items} and sold {n}/{m} of them. How many {items} did {name} sell?",
            steps=(
                Step(
                    says="One part of the {items} that {name} had is {a} ÷ {m} = {b}.",
                    asks="How many of the {items} that {name} had are in one of {m} equal parts?",
                ),
                Step(
                    says="{name} sold {b} × {n} = {c} {items}.",
                    asks="How many {items} did {name} sell in {n} parts?",
                ),
            ),
            numbers=_fraction,
        ),
    ),
)

TOPICS: Final = (SHOPPING, TIME, FRACTIONS)
