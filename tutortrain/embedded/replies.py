"""What a good tutor says to a pupil who is stuck: the first step's question and its sum, never a result."""

from random import Random
from typing import Final

from tutortrain.embedded.fill import Problem, WorkedStep

_WAYS: Final = {
    "+": (
        "Start from {first} and add {rest}.",
        "Try adding {all}.",
        "Use addition with {all}.",
        "Write {sum} and work it out.",
    ),
    "-": (
        "Start from {first} and take away {rest}.",
        "Try to subtract {rest} from {first}.",
        "Think of {first} minus {rest}.",
        "Write {sum} and work it out.",
    ),
    "×": (
        "Try to multiply {first} by {rest}.",
        "Use multiplication with {all}.",
        "Think of {first} times {rest}.",
        "Write {sum} and work it out.",
    ),
    "÷": (
        "Try to divide {first} by {rest}.",
        "Split {first} into {rest} equal parts.",
        "Think of {first} divided by {rest}.",
        "Write {sum} and work it out.",
    ),
}
_FORMS: Final = (
    "{asks} {way}",
    "{way} {asks}",
    "First think about this: {asks} {way}",
    "Begin with one question: {asks} {way}",
    "Here is a place to begin: {way} {asks}",
)


def tutor_reply(draw: Random, problem: Problem) -> str:
    """One or two sentences about the first step, in one of several styles, without its result."""
    step = problem.steps[0]
    way = draw.choice(_WAYS[step.sign]).format_map(_terms(step))
    return draw.choice(_FORMS).format(asks=step.asks, way=way)


def worked_reply(problem: Problem, *, first_step: int = 0) -> str:
    """The steps from `first_step` on, one a line, and the answer: a solution, or a leak."""
    steps = "\n".join(step.says for step in problem.steps[first_step:])
    return f"{steps}\nThe answer is {problem.answer}."


def _terms(step: WorkedStep) -> dict[str, str]:
    *most, last = step.operands
    return {
        "first": step.operands[0],
        "rest": _listed(step.operands[1:]),
        "all": f"{', '.join(most)} and {last}",
        "sum": f" {step.sign} ".join(step.operands),
    }


def _listed(terms: tuple[str, ...]) -> str:
    return " and ".join(terms)
