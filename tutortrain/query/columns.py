"""Columns of a list of runs, or of anything else: what stands in them for people and for programs."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from tutortrain.compare.runs import run_name, short_names
from tutortrain.compare.settings import MISSING
from tutortrain.query.names import PATH, STATUS, Name, field, metric
from tutortrain.runs.catalogue import Entry

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[T]):
    """key: what programs read above it. value: for them, exact. cell: the same for people.

    brief: a shorter cell where there is little room. is_text: aligned left, and may be cut, as it is anyway
    where a value is text. spare: the lower, the sooner it is left out where there is no room, and where all
    its cells are empty; None: only if nothing else helps.
    """

    heading: str
    key: str
    value: Callable[[T], Any]
    cell: Callable[[T], str]
    brief: Callable[[T], str] | None = None
    is_text: bool = False
    spare: int | None = None


def column(name: Name, heading: str | None = None, spare: int | None = None) -> Column[Entry]:
    """What a name means for each run, headed by the name as it was typed."""
    usual = figure if name.metric else as_typed
    form: Callable[[Any], str] = _FORMS.get(name.text, usual)

    def cell(run: Entry) -> str:
        value = name.of(run)
        return as_typed(value) if value is MISSING or value is None else form(value)

    return Column(
        heading=heading or name.text,
        key=name.text,
        value=name.of,
        cell=cell,
        brief=brief_path if name is PATH else None,
        spare=spare,
    )


def figure(value: float) -> str:
    """Three decimals, as for shares and losses, unless that would leave nothing to read."""
    return f"{value:.3f}" if value == 0 or 0.001 <= abs(value) < 1000 else f"{value:.3g}"


def as_typed(value: Any) -> str:
    """A setting as one would type it, nothing where there is none."""
    if value is MISSING:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def brief_path(run: Entry) -> str:
    """`sft_002_lr1e-5`, and `sft_001/0_lr1e-4` for a job: other commands take it as it stands."""
    sweep, _, name = run_name(run.path.name, run.path).rpartition("/")
    return f"{short_names([sweep])[0]}/{name}" if sweep else name


_FORMS: Final[dict[str, Callable[[Any], str]]] = {
    "created": lambda moment: moment[:16].replace("T", " "),
    "seconds": "{:.0f}".format,
}
DEFAULT: Final[Sequence[Column[Entry]]] = (
    column(PATH, "run"),
    column(STATUS),
    column(field("method"), spare=2),
    column(field("created"), spare=1),
    column(field("seconds"), spare=4),
    column(metric("train/loss"), "train/loss", spare=3),
    column(metric("eval/loss"), "eval/loss", spare=5),
    column(metric("benchmark/solve/accuracy"), "solve", spare=8),
    column(metric("benchmark/hint/leak_rate"), "leak", spare=7),
    column(metric("benchmark/hint/guidance_rate"), "guidance", spare=6),
)
