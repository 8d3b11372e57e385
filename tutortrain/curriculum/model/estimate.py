"""What the linear model and the rules make of a batch of problems, together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from tutortrain.curriculum.features import Reading, read, structure, wording
from tutortrain.curriculum.model.grades import Array, decide, grade_index, grade_probabilities
from tutortrain.curriculum.model.linear import Linear
from tutortrain.curriculum.placement import place
from tutortrain.curriculum.problem import Problem
from tutortrain.curriculum.taxonomy import GRADES, cluster_of

WEIGHTS: Final = Path(__file__).parent / "weights.npz"
_GRADE_SAY: Final = 0.1
"""How much a standard gains by being of a likely grade; its power, as in `grades`."""
_FLOOR: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """For each problem its grade, how likely that is right within one, and the code of a standard,
    or of a cluster where rules know a topic that the model was never shown.
    """

    grades: Sequence[str]
    confidences: Array
    topics: Sequence[str]


def problem_features(reading: Reading, placed: str | None) -> Iterator[str]:
    """Everything that the linear model sees; wording is marked, for it could clash with other names."""
    yield from structure(reading)
    for words in wording(reading):
        yield f"w {words}"
    yield f"placed:{placed}"
    if placed is not None:
        grade, letters, _ = placed.split(".")
        yield f"placed in:{grade}"
        yield f"placed under:{letters}"


def estimate(linear: Linear, problems: Sequence[Problem]) -> Estimates:
    """Confidences are calibrated if the weights are."""
    readings = [read(problem) for problem in problems]
    placed = [place(reading) for reading in readings]
    likely = linear.probabilities(
        [
            linear.known(problem_features(reading, code))
            for reading, code in zip(readings, placed, strict=True)
        ]
    )
    grade_of = np.array([grade_index(code) for code in linear.classes])
    taught = {cluster_of(code) for code in linear.classes}
    grades = grade_probabilities(placed, taught, likely @ np.eye(len(GRADES), dtype=np.float32)[grade_of])
    best, within_one = decide(grades)
    standards = (likely * (grades[:, grade_of] + _FLOOR) ** _GRADE_SAY).argmax(axis=1)
    return Estimates(
        grades=[GRADES[index] for index in best],
        confidences=_shifted(within_one, linear.shift),
        topics=[
            linear.classes[standard] if code is None or code in taught else code
            for standard, code in zip(standards, placed, strict=True)
        ],
    )


def log_odds(probabilities: Array) -> Array:
    """Of probabilities that are kept from being certain."""
    kept = np.clip(probabilities, 1e-4, 1 - 1e-4)
    odds: Array = np.log(kept / (1 - kept))
    return odds


def _shifted(probabilities: Array, shift: float) -> Array:
    result: Array = 1 / (1 + np.exp(-(log_odds(probabilities) + shift)))
    return result
