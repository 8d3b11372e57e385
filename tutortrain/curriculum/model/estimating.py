"""What the linear model and the rules make of a batch of problems, together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tutortrain.curriculum.features import Reading, read, structure, wording
from tutortrain.curriculum.model.grades import Array, decide, grade_index, grade_probabilities
from tutortrain.curriculum.model.linear import Linear
from tutortrain.curriculum.placement import name, place
from tutortrain.curriculum.problem import Problem
from tutortrain.curriculum.taxonomy import GRADES

WEIGHTS: Final = Path(__file__).parent / "weights.npz"
_GRADE_SAY: Final = 0.1
"""How much a standard gains by being of a likely grade; its power, as in `grades`."""
_FLOOR: Final = 0.01
_TORN: Final = 0.4
"""Below this share of all odds the likeliest standard is one of several."""
_NAMED: Final = 100.0
"""By how much a standard grows likelier when its topic is named. It costs nothing on MathCAMPS; without it a
model that saw few percentages takes them for whatever else their story is like."""


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
    likely = _likely(linear, readings, placed)
    grade_of = np.array([grade_index(code) for code in linear.classes])
    grades = grade_probabilities(
        placed, linear.clusters, likely @ np.eye(len(GRADES), dtype=np.float32)[grade_of]
    )
    best, within_one = decide(grades)
    return Estimates(
        grades=[GRADES[index] for index in best],
        confidences=_shifted(within_one, linear.shift),
        topics=_topics(linear, placed, likely * (grades[:, grade_of] + _FLOOR) ** _GRADE_SAY, best),
    )


def _topics(linear: Linear, placed: Sequence[str | None], likely: Array, best: NDArray[np.intp]) -> list[str]:
    """The likeliest standard, or the cluster of the placement where the linear model has no say.

    It has none on clusters that it was never taught, nor where it is torn and the likeliest standard is of
    quite another grade: then it goes by what the story is about.
    """
    topics = []
    for code, odds, grade in zip(placed, likely, best, strict=True):
        column = int(odds.argmax())
        standard = linear.classes[column]
        is_lost = odds[column] < _TORN * odds.sum() and abs(grade_index(standard) - grade) > 1
        topics.append(standard if code is None or (code in linear.clusters and not is_lost) else code)
    return topics


def _likely(linear: Linear, readings: Sequence[Reading], placed: Sequence[str | None]) -> Array:
    """How likely each standard is, [B, C]; those of a topic that the problem names gain by it."""
    rows = [
        linear.known(problem_features(reading, code)) for reading, code in zip(readings, placed, strict=True)
    ]
    likely = linear.probabilities(rows)
    for row, reading in enumerate(readings):
        named = name(reading)
        if named is not None and named in linear.clusters:
            likely[row, linear.clusters[named]] *= _NAMED
    likely /= likely.sum(axis=1, keepdims=True)
    return likely


def log_odds(probabilities: Array) -> Array:
    """Of probabilities that are kept from being certain."""
    kept = np.clip(probabilities, 1e-4, 1 - 1e-4)
    odds: Array = np.log(kept / (1 - kept))
    return odds


def _shifted(probabilities: Array, shift: float) -> Array:
    result: Array = 1 / (1 + np.exp(-(log_odds(probabilities) + shift)))
    return result
