"""A few of the completions that runs trained on, from the first step to the last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tutortrain.report.subjects import Run
from tutortrain.runs import metrics
from tutortrain.runs.jsonl import Row

NUM_SAMPLES: Final = 160
"""Of all runs together."""
MOST_OF_A_RUN: Final = 24
NUM_OF_A_STEP: Final = 4
LONGEST: Final = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """As rollouts.jsonl has it; `parts` are the parts of its reward."""

    run: int
    step: int
    problem: str
    answer: str
    reply: str
    reward: float
    advantage: float
    parts: Mapping[str, float]
    verdict: str | None
    truncated: bool


def read_samples(runs: Sequence[Run]) -> tuple[Completion, ...]:
    """None for methods that learn from other texts than their own."""
    logs = {index: rows for index, run in enumerate(runs) if (rows := metrics.read(run.directory.rollouts))}
    num = min(MOST_OF_A_RUN, NUM_SAMPLES // max(1, len(logs)))
    return tuple(_completion(run, row) for run, rows in logs.items() for row in _spread(rows, num))


def _spread(rows: Sequence[Row], num: int) -> list[Row]:
    """Completions, each once, of steps at equal distances, the first and the last step among them."""
    steps = sorted({row["step"] for row in rows})
    count = max(2, num // NUM_OF_A_STEP)
    wanted = {steps[index * (len(steps) - 1) // (count - 1)] for index in range(count)}
    chosen = []
    for step in sorted(wanted):
        drawn = {(row["problem"], row["reply"]): row for row in rows if row["step"] == step}
        chosen += [*drawn.values()][:NUM_OF_A_STEP]
    return chosen


def _completion(run: int, row: Row) -> Completion:
    return Completion(
        run=run,
        step=row["step"],
        problem=_cut(row["problem"]),
        answer=_cut(str(row["answer"])),
        reply=_cut(row["reply"]),
        reward=round(row["reward"], 4),
        advantage=round(row["advantage"], 4),
        parts={name: round(value, 4) for name, value in row["parts"].items()},
        verdict=row["verdict"],
        truncated=row["truncated"],
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
