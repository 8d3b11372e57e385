"""The embedded data set: rows of the training format, train and held-out sides apart by construction.

A problem belongs to one side by a stable hash of its topic and numbers, so no held-out combination of numbers
is ever trained on in its topic, whatever the names; pretraining goes by the same rule.

Four of five training rows ask for a hint and get a good one. Every fifth asks for the solution and gets it,
complete: a model that is only ever taught to hint forgets how to solve.
"""

import hashlib
from collections.abc import Iterator
from itertools import cycle
from random import Random
from typing import Final, Literal

from tutortrain.embedded.fill import Problem, draw_problem
from tutortrain.embedded.problems import TOPICS
from tutortrain.embedded.replies import tutor_reply, worked_reply
from tutortrain.embedded.requests import HINT_REQUEST, SOLVE_REQUEST, ask
from tutortrain.embedded.templates import Topic

Split = Literal["train", "heldout"]
NUM_ROWS: Final[dict[Split, int]] = {"train": 5000, "heldout": 400}
_HELDOUT_ONE_IN: Final = 8
_SOLVED_ONE_IN: Final = 5


def split_of(key: str) -> Split:
    """The side of a problem's key, the same on every machine and in every process."""
    byte = hashlib.blake2b(key.encode(), digest_size=1).digest()[0]
    return "train" if byte % _HELDOUT_ONE_IN else "heldout"


def stream(split: Split, seed: int) -> Iterator[Problem]:
    """Problems of one side without end, grades in turn and each grade's topics in turn; texts may repeat."""
    draw = Random(f"problems:{split}:{seed}")
    for topic in _topics_in_turn():
        problem = draw_problem(draw, topic)
        while split_of(problem.key) != split:
            problem = draw_problem(draw, topic)
        yield problem


def generate(split: Split, num_rows: int, seed: int) -> list[dict[str, object]]:
    """`num_rows` rows without two equal problems; a longer list begins with the shorter one."""
    draw = Random(f"replies:{split}:{seed}")
    rows: list[dict[str, object]] = []
    seen: set[str] = set()
    for problem in stream(split, seed):
        if len(rows) == num_rows:
            break
        if problem.text not in seen:
            seen.add(problem.text)
            rows.append(_row(split, len(rows), problem, draw))
    return rows


def _topics_in_turn() -> Iterator[Topic]:
    grades = sorted({topic.grade for topic in TOPICS})
    turns = [cycle([topic for topic in TOPICS if topic.grade == grade]) for grade in grades]
    while True:
        for turn in turns:
            yield next(turn)


def _row(split: Split, index: int, problem: Problem, draw: Random) -> dict[str, object]:
    row_id = f"{split}-{index:05d}"
    solves = split == "train" and index % _SOLVED_ONE_IN == _SOLVED_ONE_IN - 1
    return {
        "id": row_id,
        "problem_id": row_id,
        "problem": problem.text,
        "prompt": ask(problem.text, SOLVE_REQUEST if solves else HINT_REQUEST),
        "response": worked_reply(problem) if solves else tutor_reply(draw, problem),
        "grade": problem.topic.grade,
        "topic_tags": [problem.topic.code, problem.topic.tag],
        "solution": problem.solution,
        "answer": problem.answer,
    }
