"""How `tutortrain data overlap` tells what it has found."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Final

from tutortrain.wording import counted

if TYPE_CHECKING:
    from rich.text import Text

    from tutortrain.data.searching import Bench, Match, Search

WAYS: Final = ("the same words", "13 words in a row", "told alike")
"""In the order of `Kind`."""
_ROOM: Final = max(map(len, WAYS))
_LONGEST_TEXT: Final = 160
_MOST_ROWS: Final = 3


def report(search: "Search", train: Path, width: int) -> "Iterator[Text]":
    """How many rows have a question; then, for each bench, how many of its questions have been seen."""
    from rich.text import Text

    num = len(search.having)
    yield Text.assemble(
        (f"{train}: {counted(search.num_rows, 'row')}", "bold"),
        ", ",
        (f"{num:,} of them have a question that is asked", "bold red" if num else "green"),
    )
    for bench in search.benches:
        yield from _counts(bench, train)
        for kind, matches in sorted(bench.first.items()):
            for match in matches:
                yield from _example(WAYS[kind], match, (train, bench.path), width)


def _counts(bench: "Bench", train: Path) -> "Iterator[Text]":
    """A line for each way, of what is seen in no surer one, and their sum."""
    from rich.text import Text

    from tutortrain.data.searching import Kind

    num_questions, num_rows = len(bench.questions), sum(len(question.rows) for question in bench.questions)
    yield Text(
        f"\n{bench.path}: {counted(num_rows, 'row')} about {counted(num_questions, 'question')}", "bold"
    )
    if not bench.seen:
        yield Text(f"  none of them is in {train}", "green")
        return
    counts = [(*bench.num_seen(kind), bench.num_rows[kind]) for kind in Kind]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    yield Text(f"  {'seen as':{_ROOM}}{'questions':>19}{'rows':>19}   in rows of {train.name}")
    for name, (questions, rows, having) in zip((*WAYS, "together"), (*counts, sums), strict=True):
        seen = f"{_share(questions, num_questions)}{_share(rows, num_rows)}   {having:>6,}"
        yield Text(f"  {name:{_ROOM}}{seen}", "" if questions else "dim")


def _share(num: int, of: int) -> str:
    return f"{num:>9,} ({100 * num / of:5.1f} %)"


def _example(way: str, match: "Match", files: tuple[Path, Path], width: int) -> "Iterator[Text]":
    """Where it stands on either side, and both texts, or one if they are the same."""
    from rich.text import Text

    train, bench = files
    numbers = match.question.rows
    more = ", ..." if len(numbers) > _MOST_ROWS else ""
    asked = ", ".join(map(str, numbers[:_MOST_ROWS]))
    yield Text.assemble(
        f"  {way}: ", (f"{train}:{match.row}", "cyan"), " ", (f"{bench}:{asked}{more}", "cyan")
    )
    room = min(width - 4, _LONGEST_TEXT)
    for text in dict.fromkeys((match.text, match.question.text)):
        yield Text(f"    {shorten(text, room, placeholder=' ...')}", "dim")
