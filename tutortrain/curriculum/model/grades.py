"""From where a problem is placed, and what it looks like, to how likely each grade is.

A linear model of grades learned from one collection of problems is worse on another than always saying "third
grade": collections differ in what they put where. What carries over is the curriculum itself, so a grade is
first of all where the rules place the problem, blurred, among the grades from which word problems usually
come; what the linear model thinks of it has a small say.
"""

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tutortrain.curriculum.taxonomy import GRADES

Array = NDArray[np.float32]

_SHARES: Final = np.array([0.03, 0.10, 0.18, 0.26, 0.19, 0.12, 0.08, 0.03, 0.01], np.float32)
"""How many of the word problems at hand come from each grade: set by judgement, fitted to no file."""
_BLUR: Final = 0.7
_BLUR_OF_TOPICS: Final = 0.5
"""Grades over which a placement's weight falls by a factor of e; less where a topic is known by its name."""
_SAY: Final = 0.3
"""The power to which the linear model's opinion is raised; its floor keeps it from ruling a grade out."""
_FLOOR: Final = 0.01
_EXACT: Final = 0.5
"""How much more being right counts than being right within one."""
_APART: Final = np.abs(np.subtract.outer(np.arange(len(GRADES)), np.arange(len(GRADES))))


def grade_index(code: str) -> int:
    """0 for K.CC.A.1, 4 for 4.NF."""
    return GRADES.index(code.partition(".")[0])


def grade_probabilities(placed: Sequence[str | None], taught: Collection[str], opinions: Array) -> Array:
    """[B, 9] from the cluster codes of the rules and the linear model's probabilities of grades [B, 9].

    Of clusters that are not among those it was `taught`, the linear model has no opinion.
    """
    joint = _SHARES * (opinions + _FLOOR) ** _SAY
    for row, code in enumerate(placed):
        if code is None:
            continue
        if code in taught:
            joint[row] *= np.exp(-_APART[grade_index(code)] / _BLUR)
        else:
            joint[row] = _SHARES * np.exp(-_APART[grade_index(code)] / _BLUR_OF_TOPICS)
    pooled: Array = joint / joint.sum(axis=1, keepdims=True)
    return pooled


def decide(probabilities: Array) -> tuple[NDArray[np.intp], Array]:
    """The grade for each row, and how likely it is right within one."""
    padded = np.pad(probabilities, ((0, 0), (1, 1)))
    within_one: Array = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    best = (within_one + _EXACT * probabilities).argmax(axis=1)
    return best, within_one[np.arange(len(best)), best]
