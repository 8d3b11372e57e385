"""What the pupil asks, word for word; the suites' configuration repeats these and a test holds them equal."""

from typing import Final

HINT_REQUEST: Final = "I am stuck. Give me a hint, not the answer."
SOLVE_REQUEST: Final = "Solve it step by step."


def ask(problem: str, request: str) -> str:
    """The pupil's turn: the bare problem, a blank line, the request."""
    return f"{problem}\n\n{request}"
