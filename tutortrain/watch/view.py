"""The picture as it stands on a terminal: what matters first, and never more than fits."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from tutortrain.query.columns import brief_path
from tutortrain.query.fit import Strip, fitted, strip
from tutortrain.query.table import GAP
from tutortrain.watch.columns import COURSE, LOSS, STATE, columns, heading
from tutortrain.watch.head import STYLES, head
from tutortrain.watch.order import Rest, arrange
from tutortrain.watch.picture import Picture
from tutortrain.watch.seen import Seen, State

MANY: Final = 20
_RESUMABLE: Final[Sequence[State]] = ("failed", "killed", "interrupted", "not started")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """height: lines that there are; None: as many as it takes. footer: what else is to be said."""

    picture: Picture
    height: int | None
    footer: str = ""

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        if not self.picture.seen:
            yield Text.assemble((self.picture.title, "bold"), "\nno runs yet")
            return
        above = head(self.picture, options.max_width)
        errors = _errors(self.picture.seen, self._num_errors)
        below = [*errors, *_below(self.picture, self.footer)]
        taken = len(above) + 1 + len(below)
        room = len(self.picture.seen) if self.height is None else self.height - taken
        lines = arrange(self.picture.seen, self.picture.objective, room)
        for line in (*above, *_table(self.picture, lines, options.max_width), *below):
            line.truncate(options.max_width, overflow="ellipsis")
            yield line

    @property
    def _num_errors(self) -> int:
        """Lines for what went wrong: an eighth of those that there are."""
        return MANY if self.height is None else max(1, self.height // 8)


def _table(picture: Picture, lines: Sequence[Seen | Rest], width: int) -> Iterator[Text]:
    shown = [line for line in lines if isinstance(line, Seen)]
    strips = [strip(column, shown) for column in columns(picture.objective, _name(picture.seen))]
    kept, _ = fitted(strips, width)
    rows = zip(*map(_padded, kept), strict=True)
    yield Text(GAP.join(next(rows)).rstrip(), style="bold")
    headings = [each.heading for each in kept]
    best, score = picture.best, heading(picture.objective) if picture.objective else ""
    for line in lines:
        if isinstance(line, Rest):
            yield Text(str(line), style="dim")
        else:
            yield _line(line, dict(zip(headings, next(rows), strict=True)), score if line is best else None)


def _line(run: Seen, cells: Mapping[str, str], best: str | None) -> Text:
    """cells: by their headings. best: the heading below which this run has the best value of all."""
    styles = {STATE: STYLES[run.state], COURSE: "cyan", best: "bold green"}
    if run.losses and math.isnan(run.losses[-1]):
        styles[LOSS] = "bold red"
    line = Text(GAP).join(Text(cell, styles.get(heading, "")) for heading, cell in cells.items())
    line.stylize("dim" if run.state == "waiting" else "")
    return line


def _padded(strip: Strip) -> list[str]:
    width = strip.width
    return [cell.ljust(width) if strip.is_text else cell.rjust(width) for cell in strip.cells]


def _name(seen: Sequence[Seen]) -> Callable[[Seen], str]:
    """The jobs of one sweep need not name it each time."""
    if len({run.path.parent for run in seen}) == 1 and all(_is_job(run) for run in seen):
        return lambda run: run.path.name
    return lambda run: brief_path(run.entry)


def _is_job(run: Seen) -> bool:
    return run.path.name.partition("_")[0].isdigit()


def _below(picture: Picture, footer: str) -> Iterator[Text]:
    """What can be done, and what is to be said of the view itself."""
    if picture.sweep and picture.is_over and any(picture.counts[state] for state in _RESUMABLE):
        yield Text(f"`tutortrain resume {picture.sweep}` goes on", "dim")
    if picture.doubt:
        yield Text(picture.doubt.partition("\n")[0], style="magenta")
    if footer:
        yield Text(footer, style="dim")


def _errors(seen: Sequence[Seen], room: int) -> Iterator[Text]:
    """What went wrong, the newest last."""
    by_age = sorted(seen, key=lambda run: run.created)
    wrong = [(run, why) for run in by_age if (why := _why(run))]
    num_shown = room if len(wrong) <= room else room - 1
    if num_shown < len(wrong):
        yield Text(f"… {len(wrong) - num_shown:,} more: `tutortrain ls --columns path,error.message`", "dim")
    for run, why in wrong[len(wrong) - num_shown :]:
        yield Text.assemble((f"{run.path.name} {run.state}", STYLES[run.state]), f"  {why}")


def _why(run: Seen) -> str:
    """The first line of what ended it."""
    if run.entry.problem:
        return run.entry.problem
    error = run.entry.manifest.error if run.entry.manifest else None
    if error is None or run.state != "failed":
        return ""
    return f"{error.type}: {error.message.partition(chr(10))[0]}"
