"""Grade 6: ratios, unit rates, percents by way of ten percent, and averages."""

from random import Random
from typing import Final

from tutortrain.embedded.templates import Numbers, Step, Story, Topic


def _ratio(draw: Random) -> Numbers:
    a, b = draw.sample(range(2, 10), 2)
    times = draw.randint(3, 12)
    return {"a": a, "b": b, "c": a * times, "d": times, "e": b * times}


def _rate(draw: Random) -> Numbers:
    rate = draw.randint(3, 15)
    a, b = draw.sample(range(2, 10), 2)
    return {"a": a, "b": b, "c": rate * a, "d": rate, "e": rate * b}


def _percent(draw: Random) -> Numbers:
    tenth, tens = draw.randint(3, 20), draw.randint(2, 9)
    return {"a": 10 * tenth, "p": 10 * tens, "t": tens, "b": tenth, "c": tens * tenth}


def _discount(draw: Random) -> Numbers:
    tenth, tens = draw.randint(3, 15), draw.randint(2, 6)
    part = tens * tenth
    return {"a": 10 * tenth, "p": 10 * tens, "t": tens, "b": tenth, "c": part, "d": 10 * tenth - part}


def _average(draw: Random) -> Numbers:
    mean = draw.randint(6, 18)
    a, b = mean + draw.randint(-4, 4), mean + draw.randint(-4, 4)
    return {"a": a, "b": b, "c": 3 * mean - a - b, "d": 3 * mean, "e": mean}


RATIO: Final = Topic(
    grade="6",
    code="6.RP",
    tag="ratio",
    stories=(
        Story(
            text=(
                "{name} uses {a} {items} for every {b} {things}. {name} uses {c} {items}. "
                "How many {things} does {name} use?"
            ),
            steps=(
                Step(
                    says="{name} uses {c} ÷ {a} = {d} groups of {items}.",
                    asks="How many groups of {a} {items} does {name} use?",
                ),
                Step(
                    says="{name} uses {d} × {b} = {e} {things}.",
                    asks="How many {things} does {name} use for all the groups?",
                ),
            ),
            numbers=_ratio,
        ),
        Story(
            text=(
                "{name} mixes {a} cups of red paint with {b} cups of blue paint. "
                "How many cups of blue paint does {name} need for {c} cups of red paint?"
            ),
            steps=(
                Step(
                    says="{name} mixes {c} ÷ {a} = {d} times as much red paint.",
                    asks="How many times as much red paint does {name} mix?",
                ),
                Step(
                    says="{name} needs {d} × {b} = {e} cups of blue paint.",
                    asks="How many cups of blue paint does {name} need then?",
                ),
            ),
            numbers=_ratio,
        ),
    ),
)

UNIT_RATE: Final = Topic(
    grade="6",
    code="6.RP",
    tag="unit rate",
    stories=(
        Story(
            text=(
                "{name} packs {c} {items} in {a} hours, always at the same speed. "
                "How many {items} does {name} pack in {b} hours?"
            ),
            steps=(
                Step(
                    says="{name} packs {c} ÷ {a} = {d} {items} in one hour.",
                    asks="How many {items} does {name} pack in one hour?",
                ),
                Step(
                    says="{name} packs {d} × {b} = {e} {items}.",
                    asks="How many {items} does {name} pack in {b} hours?",
                ),
            ),
            numbers=_rate,
        ),
        Story(
            text=(
                "{name} pays {c} dollars for {a} {items}. How many dollars does {friend} pay for {b} {items}?"
            ),
            steps=(
                Step(
                    says="{name} pays {c} ÷ {a} = {d} dollars for one of the {items}.",
                    asks="How many dollars does {name} pay for one of the {items}?",
                ),
                Step(
                    says="{friend} pays {d} × {b} = {e} dollars.",
                    asks="How many dollars does {friend} pay for {b} {items}?",
                ),
            ),
            numbers=_rate,
        ),
    ),
)

PERCENT: Final = Topic(
    grade="6",
    code="6.RP",
    tag="percent",
    stories=(
        Story(
            text="{name} has {a} {items}, and {p} percent of them are blue. How many {items} are blue?",
            steps=(
                Step(
                    says="Ten percent of {name}'s {items} is {a} ÷ 10 = {b}.",
                    asks="How many {items} are ten percent of what {name} has?",
                ),
                Step(
                    says="{b} × {t} = {c} {items} are blue.",
                    asks="How many {items} are {p} percent?",
                ),
            ),
            numbers=_percent,
        ),
        Story(
            text=(
                "The {items} that {name} wants cost {a} dollars. The shop takes {p} percent off. "
                "How many dollars does {name} pay?"
            ),
            steps=(
                Step(
                    says="Ten percent of the price that {name} sees is {a} ÷ 10 = {b} dollars.",
                    asks="How many dollars are ten percent of the price of the {items} that {name} wants?",
                ),
                Step(
                    says="The shop takes {b} × {t} = {c} dollars off.",
                    asks="How many dollars does the shop take off?",
                ),
                Step(
                    says="{name} pays {a} - {c} = {d} dollars.",
                    asks="How many dollars does {name} pay in the end?",
                ),
            ),
            numbers=_discount,
        ),
    ),
)

AVERAGE: Final = Topic(
    grade="6",
    code="6.SP",
    tag="average",
    stories=(
        Story(
            text=(
                "{name} collects {a} {items} on Monday, {b} on Tuesday and {c} on Friday. "
                "What is the mean number of {items} a day?"
            ),
            steps=(
                Step(
                    says="{name} collects {a} + {b} + {c} = {d} {items}.",
                    asks="How many {items} does {name} collect on all days together?",
                ),
                Step(
                    says="The mean is {d} ÷ 3 = {e} {items}.",
                    asks="How many {items} is that a day over 3 days?",
                ),
            ),
            numbers=_average,
        ),
        Story(
            text=(
                "{name} scores {a}, {b} and {c} points in three games. "
                "What is {name}'s average in points a game?"
            ),
            steps=(
                Step(
                    says="{name} scores {a} + {b} + {c} = {d} points.",
                    asks="How many points does {name} score in the three games together?",
                ),
                Step(
                    says="The average is {d} ÷ 3 = {e} points.",
                    asks="How many points does {name} score a game on average?",
                ),
            ),
            numbers=_average,
        ),
    ),
)

TOPICS: Final = (RATIO, UNIT_RATE, PERCENT, AVERAGE)
