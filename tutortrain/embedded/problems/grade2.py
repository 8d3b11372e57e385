"""Grade 2: two steps within 100, lengths, and coins."""

from random import Random
from typing import Final

from tutortrain.embedded.templates import Numbers, Step, Story, Topic


def _sum_then_difference(draw: Random) -> Numbers:
    a, b = draw.randint(12, 58), draw.randint(5, 38)
    c = draw.randint(4, min(30, a + b - 4))
    return {"a": a, "b": b, "c": c, "d": a + b, "e": a + b - c}


def _two_differences(draw: Random) -> Numbers:
    a = draw.randint(40, 95)
    b, c = draw.randint(5, 18), draw.randint(5, 18)
    return {"a": a, "b": b, "c": c, "d": a - b, "e": a - b - c}


def _lengths(draw: Random) -> Numbers:
    a = draw.randint(30, 95)
    b = draw.randint(8, a - 8)
    return {"a": a, "b": b, "d": a - b}


def _pieces(draw: Random) -> Numbers:
    a, b = draw.randint(12, 55), draw.randint(11, 44)
    return {"a": a, "b": b, "d": a + b}


def _coins(draw: Random) -> Numbers:
    dimes, nickels = draw.randint(2, 9), draw.randint(2, 9)
    return {"a": dimes, "b": nickels, "c": 10 * dimes, "d": 5 * nickels, "e": 10 * dimes + 5 * nickels}


def _dimes_and_pennies(draw: Random) -> Numbers:
    dimes, pennies = draw.randint(2, 9), draw.randint(2, 29)
    return {"a": dimes, "b": pennies, "c": 10 * dimes, "e": 10 * dimes + pennies}


TWO_STEPS: Final = Topic(
    grade="2",
    code="2.OA",
    tag="two-step addition and subtraction",
    stories=(
        Story(
            text=(
                "{name} has {a} {items} and gets {b} more from {friend}. Then {name} uses {c} of them. "
                "How many {items} are left?"
            ),
            steps=(
                Step(
                    says="{name} gets {a} + {b} = {d} {items}.",
                    asks="How many {items} does {name} have before using any?",
                ),
                Step(
                    says="{d} - {c} = {e} {items} are left.",
                    asks="How many {items} are left after {name} uses {c}?",
                ),
            ),
            numbers=_sum_then_difference,
        ),
        Story(
            text=(
                "A shop has {a} {items}. It sells {b} in the morning and {c} in the afternoon. "
                "How many {items} does the shop have left?"
            ),
            steps=(
                Step(
                    says="After the morning there are {a} - {b} = {d} {items}.",
                    asks="How many {items} does the shop have after the morning?",
                ),
                Step(
                    says="After the afternoon there are {d} - {c} = {e} {items}.",
                    asks="How many {items} does the shop have after the afternoon?",
                ),
            ),
            numbers=_two_differences,
        ),
        Story(
            text=(
                "{name} picks {a} {items} on Monday and {b} on Tuesday. "
                "{name} gives {c} of the {items} to {friend}. "
                "How many {items} does {name} keep?"
            ),
            steps=(
                Step(
                    says="{name} picks {a} + {b} = {d} {items}.",
                    asks="How many {items} does {name} pick on Monday and Tuesday together?",
                ),
                Step(
                    says="{name} keeps {d} - {c} = {e} {items}.",
                    asks="How many {items} does {name} keep after giving {c} to {friend}?",
                ),
            ),
            numbers=_sum_then_difference,
        ),
    ),
)

LENGTH: Final = Topic(
    grade="2",
    code="2.MD",
    tag="length",
    stories=(
        Story(
            text=(
                "{name} has a rope that is {a} feet long. {name} cuts off {b} feet for {friend}. "
                "How many feet of rope are left?"
            ),
            steps=(
                Step(
                    says="{a} - {b} = {d} feet of rope are left.",
                    asks="How long is the rope after {name} cuts off {b} feet?",
                ),
            ),
            numbers=_lengths,
        ),
        Story(
            text=(
                "{name}'s string is {a} inches long. {friend}'s string is {b} inches long. "
                "How many inches longer is {name}'s string?"
            ),
            steps=(
                Step(
                    says="{name}'s string is {a} - {b} = {d} inches longer.",
                    asks="What is the difference between {name}'s string and {friend}'s string?",
                ),
            ),
            numbers=_lengths,
        ),
        Story(
            text=(
                "{name} walks {a} meters to the shop and then {b} meters to the park. "
                "How many meters does {name} walk in all?"
            ),
            steps=(
                Step(
                    says="{name} walks {a} + {b} = {d} meters.",
                    asks="How many meters does {name} walk to the shop and the park together?",
                ),
            ),
            numbers=_pieces,
        ),
    ),
)

COINS: Final = Topic(
    grade="2",
    code="2.MD",
    tag="money",
    stories=(
        Story(
            text="{name} has {a} dimes and {b} nickels. How many cents does {name} have?",
            steps=(
                Step(
                    says="{name}'s dimes are worth {a} × 10 = {c} cents.",
                    asks="How many cents are {name}'s dimes worth?",
                ),
                Step(
                    says="The nickels are worth {b} × 5 = {d} cents.",
                    asks="How many cents are the nickels worth?",
                ),
                Step(
                    says="{name} has {c} + {d} = {e} cents.", asks="How many cents does {name} have in all?"
                ),
            ),
            numbers=_coins,
        ),
        Story(
            text=(
                "{name} pays for the {items} with {a} dimes and {b} pennies. "
                "How many cents do the {items} cost?"
            ),
            steps=(
                Step(
                    says="{name} pays {a} × 10 = {c} cents in dimes.",
                    asks="How many cents does {name} pay in dimes?",
                ),
                Step(
                    says="With the pennies the {items} cost {c} + {b} = {e} cents.",
                    asks="How many cents do the {items} cost with the pennies?",
                ),
            ),
            numbers=_dimes_and_pennies,
        ),
    ),
)

TOPICS: Final = (TWO_STEPS, LENGTH, COINS)
