"""What the pupil asks, word for word, and how a request follows a problem, in all data and all benchmarks.

The suites' configuration repeats the two requests and a test holds them equal.
"""

from collections.abc import Sequence
from typing import Final

HINT_REQUEST: Final = "I am stuck. Give me a hint, not the answer."
SOLVE_REQUEST: Final = "Solve it step by step."


def ask(problem: str, request: str) -> str:
    """The pupil's turn: the bare problem, a blank line, and the request, if there is one."""
    return f"{problem}\n\n{request}" if request else problem


def with_attempt(problem: str, steps: Sequence[str]) -> str:
    """The problem and, below it, what the pupil made of it, step by step."""
    numbered = "\n".join(f"Step {number}: {step}" for number, step in enumerate(steps, 1))
    return f"{problem}\n\nMy solution:\n{numbered}"
