"""Fixed and broken problems with both replies, for the terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from tutortrain.benchmark.generations import Generation
from tutortrain.compare.changes import Change, Kind

_STYLES: Final[dict[Kind, str]] = {"fixed": "green", "broken": "red", "mixed": "yellow"}


def changes_view(changes: Sequence[Change], names: tuple[str, str], num_shown: int) -> Group:
    """How many of each kind in every suite, and of each the first `num_shown` in full."""
    return Group(*_lines(changes, names, num_shown))


def _lines(changes: Sequence[Change], names: tuple[str, str], num_shown: int) -> Iterator[RenderableType]:
    yield Text(f"{names[1]} beside {names[0]}", style="bold")
    if not changes:
        yield Text("  no item came out otherwise", style="dim")
    for suite, of_suite in groupby(changes, key=lambda change: change.suite):
        found = list(of_suite)
        counts = Counter(change.kind for change in found)
        yield Text(f"\n{suite}: {', '.join(f'{count} {kind}' for kind, count in counts.items())}")
        for kind in _STYLES:
            of_kind = [change for change in found if change.kind == kind]
            yield from (_item(change, names) for change in of_kind[:num_shown])


def _item(change: Change, names: tuple[str, str]) -> Group:
    grade = f"grade {change.b.grade}" if change.b.grade else ""
    about = ", ".join(filter(None, [grade, *change.b.topic_tags]))
    return Group(
        "",
        Text.assemble((change.kind, f"bold {_STYLES[change.kind]}"), f" {change.b.id}  ", (about, "dim")),
        Padding(Text(_question(change.b)), (0, 2)),
        *(_reply(name, row) for name, row in zip(names, (change.a, change.b), strict=True)),
    )


def _reply(name: str, row: Generation) -> Padding:
    scored = ", ".join(f"{score} {value:g}" for score, value in row.outcomes.items())
    return Padding(
        Text.assemble((f"{name} ({scored})\n", "bold"), row.reply.strip() or "(nothing)"), (0, 2, 0, 4)
    )


def _question(row: Generation) -> str:
    if len(row.messages) == 1:
        return row.messages[0].content
    return "\n".join(f"{turn.role}: {turn.content}" for turn in row.messages)
