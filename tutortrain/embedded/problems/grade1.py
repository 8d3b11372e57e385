"""Grade 1: adding, taking away and comparing within 20, one step each."""

from random import Random
from typing import Final

from tutortrain.embedded.templates import Numbers, Step, Story, Topic


def _sum(draw: Random) -> Numbers:
    a = draw.randint(2, 15)
    b = draw.randint(2, min(9, 20 - a))
    return {"a": a, "b": b, "c": a + b}


def _difference(draw: Random) -> Numbers:
    a = draw.randint(7, 20)
    b = draw.randint(2, min(a - 2, 12))
    return {"a": a, "b": b, "c": a - b}


ADDITION: Final = Topic(
    grade="1",
    code="1.OA",
    tag="addition",
    stories=(
        Story(
            text=(
                "{name} has {a} {items}. {friend} gives {him} {b} more. "
                "How many {items} does {name} have now?"
            ),
            steps=(
                Step(
                    says="{name} has {a} + {b} = {c} {items}.",
                    asks="How many {items} does {name} have after {friend} gives {him} {b} more?",
                ),
            ),
            numbers=_sum,
        ),
        Story(
            text=(
                "There are {a} {items} in the {box}. {name} puts {b} more in. "
                "How many {items} are in the {box} now?"
            ),
            steps=(
                Step(
                    says="The {box} holds {a} + {b} = {c} {items}.",
                    asks="How many {items} does the {box} hold after {name} puts {b} more in?",
                ),
            ),
            numbers=_sum,
        ),
        Story(
            text=(
                "{name} finds {a} {items} and {friend} finds {b} {items}. "
                "How many {items} do they find together?"
            ),
            steps=(
                Step(
                    says="{name} and {friend} find {a} + {b} = {c} {items}.",
                    asks="How many {items} do {name} and {friend} find when you count all of them?",
                ),
            ),
            numbers=_sum,
        ),
    ),
)

SUBTRACTION: Final = Topic(
    grade="1",
    code="1.OA",
    tag="subtraction",
    stories=(
        Story(
            text=(
                "{name} has {a} {items}. {name} gives {b} of them to {friend}. "
                "How many {items} does {name} have left?"
            ),
            steps=(
                Step(
                    says="{name} has {a} - {b} = {c} {items} left.",
                    asks="How many {items} are left when {name} gives {b} to {friend}?",
                ),
            ),
            numbers=_difference,
        ),
        Story(
            text=(
                "There are {a} {items} on the table. {name} takes {b} away. "
                "How many {items} are still on the table?"
            ),
            steps=(
                Step(
                    says="There are {a} - {b} = {c} {items} on the table.",
                    asks="How many {items} stay on the table when {name} takes {b} away?",
                ),
            ),
            numbers=_difference,
        ),
        Story(
            text="{name} had {a} {items} and lost {b} of them. How many {items} does {name} still have?",
            steps=(
                Step(
                    says="{name} still has {a} - {b} = {c} {items}.",
                    asks="How many {items} does {name} still have after losing {b}?",
                ),
            ),
            numbers=_difference,
        ),
    ),
)

COMPARISON: Final = Topic(
    grade="1",
    code="1.OA",
    tag="comparison",
    stories=(
        Story(
            text=(
                "{name} has {a} {items}. {friend} has {b} {items}. "
                "How many more {items} does {name} have than {friend}?"
            ),
            steps=(
                Step(
                    says="{name} has {a} - {b} = {c} more {items} than {friend}.",
                    asks="How far apart are {name}'s {items} and {friend}'s {items}?",
                ),
            ),
            numbers=_difference,
        ),
        Story(
            text=(
                "{name} has {b} {items}. {friend} has {a} {items}. "
                "How many fewer {items} does {name} have than {friend}?"
            ),
            steps=(
                Step(
                    says="{name} has {a} - {b} = {c} fewer {items} than {friend}.",
                    asks="How many {items} is {name} missing to have as many as {friend}?",
                ),
            ),
            numbers=_difference,
        ),
        Story(
            text="{name} needs {a} {items}. {name} has only {b}. How many more {items} does {name} need?",
            steps=(
                Step(
                    says="{name} needs {a} - {b} = {c} more {items}.",
                    asks="How many {items} are missing when {name} has {b} and needs {a}?",
                ),
            ),
            numbers=_difference,
        ),
    ),
)

TOPICS: Final = (ADDITION, SUBTRACTION, COMPARISON)
