"""A few of the completions that runs trained on, from the first step to the last."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tutortrain.report.subjects import Run
from tutortrain.runs import rollouts
from tutortrain.runs.rollouts import LoggedRollout

NUM_SAMPLES: Final = 160
"""Of all runs together."""
MOST_OF_A_RUN: Final = 24
NUM_OF_A_STEP: Final = 4
LONGEST: Final = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """As rollouts.jsonl has it; `parts` are the parts of its reward, `num_alike` of its step are the same."""

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
    num_alike: int


def read_samples(runs: Sequence[Run]) -> tuple[Completion, ...]:
    """None for methods that learn from other texts than their own."""
    logs = {index: rows for index, run in enumerate(runs) if (rows := rollouts.read(run.directory.rollouts))}
    num = min(MOST_OF_A_RUN, NUM_SAMPLES // max(1, len(logs)))
    return tuple(
        _completion(run, row, num_alike)
        for run, rows in logs.items()
        for row, num_alike in _spread(rows, num)
    )


def _spread(rows: Sequence[LoggedRollout], num: int) -> Iterator[tuple[LoggedRollout, int]]:
    """Completions, each once and how often, of steps at equal distances from the first to the last."""
    steps = sorted({row.step for row in rows})
    count = max(2, num // NUM_OF_A_STEP)
    wanted = {steps[index * (len(steps) - 1) // (count - 1)] for index in range(count)}
    for step in sorted(wanted):
        alike: dict[tuple[str, str], list[LoggedRollout]] = {}
        for row in (row for row in rows if row.step == step):
            alike.setdefault((row.problem, row.reply), []).append(row)
        yield from ((same[0], len(same)) for same in [*alike.values()][:NUM_OF_A_STEP])


def _completion(run: int, row: LoggedRollout, num_alike: int) -> Completion:
    return Completion(
        run=run,
        step=row.step,
        problem=_cut(row.problem),
        answer=_cut(str(row.answer)),
        reply=_cut(row.reply),
        reward=row.reward,
        advantage=row.advantage,
        parts=row.parts,
        verdict=row.verdict,
        truncated=row.truncated,
        num_alike=num_alike,
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
