"""The lines above the runs: how many are in which state, and what came out best so far."""

import shlex
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import Final

from rich.text import Text

from tutortrain.display.figures import duration
from tutortrain.query.columns import figure
from tutortrain.query.table import GAP
from tutortrain.watch.columns import heading
from tutortrain.watch.picture import Picture
from tutortrain.watch.seen import State

STYLES: Final[dict[State, str]] = {
    "completed": "green",
    "running": "cyan",
    "failed": "bold red",
    "killed": "bold red",
    "damaged": "bold red",
    "interrupted": "magenta",
    "waiting": "dim",
    "not started": "magenta",
}
"""In the order of the bar. Colours that light and dark backgrounds both show."""
_BLOCKS: Final[dict[State, str]] = {"completed": "█", "running": "▓", "waiting": "░"}
_OTHER_BLOCK: Final = "▒"
LEAST_BLOCKS, MOST_BLOCKS = 8, 24


def head(picture: Picture, width: int) -> list[Text]:
    """Title, bar and counts, the best so far, and an empty line."""
    counts = _counts(picture)
    bar = _bar(picture.counts, min(MOST_BLOCKS, max(LEAST_BLOCKS, width - counts.cell_len - len(GAP))))
    return [Text(picture.title, style="bold"), Text(GAP).join([bar, counts]), *_best(picture), Text()]


def _counts(picture: Picture) -> Text:
    counts = picture.counts
    line = Text(f"{counts['completed']:,} of {sum(counts.values()):,} completed")
    for state, style in STYLES.items():
        if counts[state] and state != "completed":
            line.append(GAP).append(f"{counts[state]:,} {state}", style=style)
    if (left := picture.seconds_left) is not None:
        line.append(f"{GAP}about {duration(left)} left")
    return line


def _bar(counts: Counter[State], width: int) -> Text:
    """A share of `width` blocks for each state."""
    total = sum(counts.values()) or 1
    ends = [
        round(width * part / total) for part in accumulate((counts[state] for state in STYLES), initial=0)
    ]
    bar = Text()
    for (state, style), (start, end) in zip(STYLES.items(), pairwise(ends), strict=True):
        bar.append(_BLOCKS.get(state, _OTHER_BLOCK) * (end - start), style=style)
    return bar


def _best(picture: Picture) -> Iterator[Text]:
    best = picture.best
    if best is None or best.entry.manifest is None or picture.objective is None:
        return
    value = figure(picture.objective.value(best.entry))
    set_to = shlex.join(best.entry.manifest.overrides)
    yield Text.assemble(
        ("best so far  ", "dim"),
        (f"{heading(picture.objective)} {value}", "bold green"),
        f"  {best.path.name}  ",
        (set_to, "dim"),
    )
