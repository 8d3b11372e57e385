"""What the tiny model reads before anyone fine-tunes it: requests, and the replies of a careless tutor.

The tutor is careless in the two ways that fine-tuning is to mend. Asked for a hint it works the whole problem
out, as pretrained models do. Asked to solve a problem of several steps it mostly does the first step in its
head. The text is always right, but a small model that imitates it slips: with every step written out it would
be right more often, so sampling finds better replies than the greedy one, and reinforcement has something to
find. Only problems of the train side are read.
"""

from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Final

from tutortrain.embedded.fill import Problem
from tutortrain.embedded.replies import tutor_reply, worked_reply
from tutortrain.embedded.requests import HINT_REQUEST, SOLVE_REQUEST, ask
from tutortrain.embedded.rows import Split, stream

PRACTICE_REQUEST: Final = "Practice."
_SHARE_OF_HINT_REQUESTS: Final = 0.5
_SHARE_OF_GOOD_HINTS: Final = 0.1
_SHARE_OF_SKIPPED_STEPS: Final = 0.7
_SHARE_OF_PRODUCTS: Final = 0.5


def conversations(seed: int, side: Split = "train") -> Iterator[tuple[str, str]]:
    """Request and reply without end; those of the held-out side are like what was read, and were not.

    A hint request sometimes gets a good hint, so that its words are not new to whoever is fine-tuned on them.
    """
    draw = Random(f"conversations:{seed}")
    for problem in stream(side, seed):
        if draw.random() < _SHARE_OF_HINT_REQUESTS:
            yield ask(problem.text, HINT_REQUEST), _hint_reply(draw, problem)
        else:
            yield ask(problem.text, SOLVE_REQUEST), _solve_reply(draw, problem)


def drills(seed: int, num_equations: int) -> Iterator[str]:
    """Sheets of train-side problems' equations, one a line: arithmetic at a fifth of a story's tokens.

    Sums and differences need more practice than products and quotients, mostly from the times tables.
    """
    equations = _equations(seed)
    while True:
        yield "\n".join(islice(equations, num_equations))


def _equations(seed: int) -> Iterator[str]:
    draw = Random(f"drills:{seed}")
    for problem in stream("train", seed):
        for step in problem.steps:
            if step.sign in "+-" or draw.random() < _SHARE_OF_PRODUCTS:
                yield f"{f' {step.sign} '.join(step.operands)} = {step.result}"


def _hint_reply(draw: Random, problem: Problem) -> str:
    return tutor_reply(draw, problem) if draw.random() < _SHARE_OF_GOOD_HINTS else worked_reply(problem)


def _solve_reply(draw: Random, problem: Problem) -> str:
    skips = len(problem.steps) > 1 and draw.random() < _SHARE_OF_SKIPPED_STEPS
    return worked_reply(problem, first_step=int(skips))
