"""What stands in a line about a run."""

from collections.abc import Callable
from typing import Any, Final

from tutortrain.compare.settings import MISSING
from tutortrain.display.figures import duration, sparkline
from tutortrain.query.columns import Column, figure
from tutortrain.query.objective import Objective
from tutortrain.runs.metrics import BENCHMARK
from tutortrain.watch.seen import TRAINING, Seen

COURSE_WIDTH: Final = 16
BRIEF_COURSE_WIDTH: Final = 8
STATE, LOSS, COURSE = "state", "loss", "course"
"""Headings that a view looks for, to colour what stands below them."""
_TOKENS_PER_SECOND: Final = "time/tokens_per_second"
_SHORT_NAMES: Final = {
    "benchmark.solve.accuracy": "solve",
    "benchmark.hint.leak_rate": "leak",
    "benchmark.hint.guidance_rate": "guidance",
}


def columns(objective: Objective | None, name: Callable[[Seen], str]) -> list[Column[Seen]]:
    """name: what to call a run. Where there is little room, speed goes first, the objective last."""
    judged_by = [] if objective is None else [_objective(objective)]
    return [
        Column(heading="run", key="run", value=lambda run: str(run.path), cell=name, is_text=True),
        Column(heading=STATE, key="state", value=lambda run: run.state, cell=lambda run: run.state),
        Column(heading="step", key="step", value=_step, cell=_step, brief=_brief_step, is_text=True, spare=4),
        Column(heading=LOSS, key="loss", value=_loss, cell=lambda run: _shown(_loss(run), figure), spare=5),
        Column(
            heading=COURSE,
            key="losses",
            value=lambda run: run.losses,
            cell=lambda run: sparkline(run.losses, COURSE_WIDTH),
            brief=lambda run: sparkline(run.losses, BRIEF_COURSE_WIDTH),
            is_text=True,
            spare=2,
        ),
        *judged_by,
        Column(
            heading="tokens/s",
            key="tokens/s",
            value=_speed,
            cell=lambda run: _shown(_speed(run), _whole),
            spare=1,
        ),
        Column(
            heading="left",
            key="seconds_left",
            value=seconds_left,
            cell=lambda run: _shown(seconds_left(run), duration),
            spare=3,
        ),
    ]


def seconds_left(run: Seen) -> float | None:
    """Of the present stage of a run that goes on."""
    return run.stage.seconds_left if run.stage else None


def heading(objective: Objective) -> str:
    """A score as the list of runs calls it."""
    text = objective.name.text
    return _SHORT_NAMES.get(text, text.removeprefix(BENCHMARK.replace("/", ".")))


def _objective(objective: Objective) -> Column[Seen]:
    def value(run: Seen) -> Any:
        found = objective.name.of(run.entry)
        return None if found is MISSING else found

    return Column(
        heading=heading(objective),
        key=objective.name.text,
        value=value,
        cell=lambda run: _shown(value(run), figure),
        spare=6,
    )


def _step(run: Seen) -> str:
    """`37/100 training`, or how far another stage is: `120/400 benchmark solve`."""
    stage = run.stage or run.training
    if stage is None:
        return "" if run.num_steps is None else str(run.num_steps)
    if stage.name == TRAINING:
        # The log is a second ahead of the reports.
        return f"{max(stage.done, run.num_steps or 0)}/{stage.total}{f' {TRAINING}' if run.stage else ''}"
    return f"{stage.done}/{stage.total} {stage.name}"


def _brief_step(run: Seen) -> str:
    return _step(run).removesuffix(f" {TRAINING}")


def _loss(run: Seen) -> float | None:
    return run.losses[-1] if run.losses else None


def _speed(run: Seen) -> float | None:
    final = run.entry.manifest.metrics.final if run.entry.manifest else {}
    return final.get(_TOKENS_PER_SECOND) if run.state == "running" else None


def _shown(value: Any, form: Callable[[Any], str]) -> str:
    return "" if value is None else form(value)


def _whole(value: float) -> str:
    return f"{value:,.0f}"
