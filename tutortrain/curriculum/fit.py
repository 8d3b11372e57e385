"""Makes the weights of the `model` tagger: `python -m tutortrain.curriculum.fit MATHCAMPS_FILE...`.

Trains on four fifths of the problems of MathCAMPS (MIT; each with its follow-ups on one side) and on the
embedded problems, and prints how well it does on the last fifth. How sure it may be is learned where it does
not know the wording: on each collection's problems, by a model trained on the other one alone. Takes half a
minute on one core, and scipy (of the `dev` extra).
"""

import argparse
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.optimize import brentq, minimize
from scipy.sparse import csr_matrix

from tutortrain.curriculum.features import read
from tutortrain.curriculum.model.estimating import WEIGHTS, Estimates, estimate, log_odds, problem_features
from tutortrain.curriculum.model.grades import Array, grade_index
from tutortrain.curriculum.model.linear import Linear
from tutortrain.curriculum.placement import place
from tutortrain.curriculum.problem import Problem
from tutortrain.data.example import Example
from tutortrain.data.reading import read_examples, refuse_bad_rows
from tutortrain.data.sources.mathcamps import WITH_ORIGINALS, convert
from tutortrain.embedded.rows import stream
from tutortrain.runs.jsonl import Row, write_rows

NUM_EMBEDDED: Final = 1500
HELD_OUT_ONE_IN: Final = 5
MIN_ROWS: Final = 6
"""A feature that fewer rows have is left out."""
PENALTY: Final = 2.0
"""Of the squared weights, in the sum of losses over rows."""
NUM_ITERATIONS: Final = 200
EMBEDDED_STANDARDS: Final[Mapping[str, str]] = {
    "1-addition": "1.OA.A.1", "1-subtraction": "1.OA.A.1", "1-comparison": "1.OA.A.1",
    "2-two-step-addition-and-subtraction": "2.OA.A.1", "2-length": "2.MD.B.5", "2-money": "2.MD.C.8",
    "3-multiplication": "3.OA.A.3", "3-division": "3.OA.A.3", "3-perimeter-and-area": "3.MD.D.8",
    "4-multi-step-money": "4.OA.A.3", "4-time": "4.MD.A.2", "4-fraction-of-a-quantity": "4.NF.B.4",
    "5-decimals": "5.NBT.B.7", "5-fractions": "5.NF.B.6", "5-volume": "5.MD.C.5",
    "6-ratio": "6.RP.A.1", "6-unit-rate": "6.RP.A.2", "6-percent": "6.RP.A.3", "6-average": "6.SP.B.5",
}  # fmt: skip
"""What the embedded topics, which name a domain, are closest to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A problem whose standard is known; follow-ups share their original's `problem_id`."""

    problem: Problem
    standard: str
    problem_id: str
    is_held_out: bool = False

    @property
    def grade(self) -> int:
        return grade_index(self.standard)


def main() -> None:
    """Writes the weights, and prints what they do on the problems held out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", help="mathcamps.json, as published")
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    parser.add_argument("--held-out", type=Path, help="where to write the last fifth, for `tag --evaluate`")
    arguments = parser.parse_args()
    camps = [row for name in arguments.files for row in mathcamps(name)]
    train = [row for row in camps if not row.is_held_out]
    held_out = [row for row in camps if row.is_held_out]
    linear = fit([*train, *embedded()])
    linear = replace(linear, shift=level(train, held_out))
    linear.save(arguments.output)
    if arguments.held_out is not None:
        write_rows(arguments.held_out, [_row(known) for known in held_out])
    print(summary(linear, held_out))  # noqa: T201 - a script


def mathcamps(name: str) -> list[Known]:
    """Every row; a follow-up is read below its original, and held out with it. Raises DataError."""
    file = read_examples("mathcamps", name, WITH_ORIGINALS, lambda row: convert(row, ""))
    refuse_bad_rows([file])
    return [_known(example) for example in file.examples]


def _known(example: Example) -> Known:
    digest = hashlib.sha256(example.problem_id.encode()).digest()[0]
    return Known(
        problem=Problem(text=example.problem, answer=example.answer, solution=example.solution),
        standard=example.topic_tags[0],
        problem_id=example.problem_id,
        is_held_out=digest % HELD_OUT_ONE_IN == 0,
    )


def _row(known: Known) -> Row:
    """In our format."""
    return {
        "prompt": known.problem.text,
        "answer": known.problem.answer,
        "problem_id": known.problem_id,
        "grade": known.standard.partition(".")[0],
        "topic_tags": [known.standard],
    }


def embedded() -> list[Known]:
    """Problems of the train side, every topic alike."""
    return [
        Known(
            problem=Problem(text=drawn.text, answer=drawn.answer, solution=drawn.solution),
            standard=EMBEDDED_STANDARDS[drawn.topic.name],
            problem_id=drawn.key,
        )
        for drawn in islice(stream("train", seed=7), NUM_EMBEDDED)
    ]


def fit(rows: Sequence[Known]) -> Linear:
    """A softmax of standards with squared weights held small, by L-BFGS."""
    features = [_features(row.problem) for row in rows]
    counts = Counter(name for names in features for name in names)
    vocabulary = {name: row for row, name in enumerate(sorted(n for n in counts if counts[n] >= MIN_ROWS))}
    classes = sorted({row.standard for row in rows})
    seen = _matrix(features, vocabulary)
    right = np.eye(len(classes))[[classes.index(row.standard) for row in rows]]
    weights, bias = _minimise(seen, right)
    return Linear(classes=tuple(classes), vocabulary=vocabulary, weights=weights, bias=bias, shift=0.0)


def _features(problem: Problem) -> list[str]:
    reading = read(problem)
    return list(dict.fromkeys(problem_features(reading, place(reading))))


def _matrix(features: Sequence[Sequence[str]], vocabulary: Mapping[str, int]) -> Any:
    """Ones and zeros, [B, V]."""
    rows = [sorted(vocabulary[name] for name in names if name in vocabulary) for names in features]
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column in row])
    return csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(rows), len(vocabulary)))


def _minimise(seen: Any, right: Any) -> tuple[Array, Array]:
    """Weights [V, C] and bias [C]."""
    num_features, num_classes = seen.shape[1], right.shape[1]

    def loss(flat: Any) -> tuple[float, Any]:
        weights = flat.reshape(num_features + 1, num_classes)
        scores = seen @ weights[:-1] + weights[-1]
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        wrong = np.exp(logs) - right
        slope = np.vstack([seen.T @ wrong + PENALTY * weights[:-1], wrong.sum(axis=0)])
        return PENALTY / 2 * (weights[:-1] ** 2).sum() - (right * logs).sum(), slope.ravel()

    start = np.zeros((num_features + 1) * num_classes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": NUM_ITERATIONS})
    flat = found.x.reshape(num_features + 1, num_classes).astype(np.float32)
    return flat[:-1], flat[-1]


def level(camps: Sequence[Known], held_out: Sequence[Known]) -> float:
    """The shift of the log-odds with which confidences are right on average, both collections weighing alike.

    A slope is not fitted: within these two collections confidences differ too little to show one.
    """
    strangers = [(fit(camps), embedded()), (fit(embedded()), held_out)]
    odds, shares = [], []
    for linear, rows in strangers:
        found = estimate(linear, [row.problem for row in rows])
        odds.append(log_odds(found.confidences))
        shares.append(np.mean([abs(gap) <= 1 for gap in _gaps(found, rows)]))
    return float(brentq(lambda shift: _mean_after(odds, shift) - np.mean(shares), -5, 5))


def _mean_after(odds: Sequence[Array], shift: float) -> float:
    return float(np.mean([np.mean(1 / (1 + np.exp(-(each + shift)))) for each in odds]))


def _gaps(found: Estimates, rows: Sequence[Known]) -> list[int]:
    return [grade_index(grade) - row.grade for grade, row in zip(found.grades, rows, strict=True)]


def summary(linear: Linear, rows: Sequence[Known]) -> str:
    """Shares of the rows whose standard, domain and grade are right."""
    found = estimate(linear, [row.problem for row in rows])
    standards = np.mean([topic == row.standard for topic, row in zip(found.topics, rows, strict=True)])
    domains = np.mean(
        [
            topic.split(".")[1] == row.standard.split(".")[1]
            for topic, row in zip(found.topics, rows, strict=True)
        ]
    )
    apart = np.abs(_gaps(found, rows))
    return (
        f"{len(rows)} MathCAMPS problems held out: standard {standards:.1%}, domain {domains:.1%}, "
        f"grade {np.mean(apart == 0):.1%}, within one {np.mean(apart <= 1):.1%}; shift {linear.shift:.2f}"
    )


if __name__ == "__main__":
    main()
