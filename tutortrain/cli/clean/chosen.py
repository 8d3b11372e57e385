"""What is to be removed: chosen as `tutortrain ls` chooses, shown, and asked about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import typer

from tutortrain.cli.clean.needed import needed
from tutortrain.cli.output import write
from tutortrain.display.figures import size
from tutortrain.errors import QueryError, RunError
from tutortrain.query.columns import Column, brief_path, column
from tutortrain.query.names import PATH, STATUS, Name, Names, field
from tutortrain.query.selection import matching
from tutortrain.runs.catalogue import Entry
from tutortrain.runs.lookup import read_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Doomed:
    """A run, and what of it is to be removed. num_bytes: what that takes on the disk."""

    run: Entry
    what: str
    num_bytes: int
    remove: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """runs: those that were asked for and may be touched. notes: on those that may not."""

    runs: Sequence[Entry]
    notes: tuple[str, ...]


def choose(names: Sequence[str], where: str | None) -> Choice:
    """Raises QueryError where nothing says which runs are meant, RunError as `read_all` does."""
    if not names and where is None:
        raise QueryError(
            "say which runs: name them or give --where; `outputs multirun` means all that lie there"
        )
    found = read_all(names)
    kept = matching(found, Names(found), where)
    running = {run.path.resolve(): "it is running" for run in kept.runs if STATUS.of(run) == "running"}
    going = [run for run in kept.runs if run.path.resolve() not in running]
    reasons = {**needed(going), **running}
    stay = [run for run in kept.runs if run.path.resolve() in reasons]
    notes = [f"{run.path} is kept: {reasons[run.path.resolve()]}" for run in stay]
    if others := len(found) - len(kept.runs):
        notes.append(f"{others:,} of {len(found):,} runs are not as --where wants them, and kept")
    return Choice(runs=[run for run in kept.runs if run not in stay], notes=(*kept.notes, *notes))


def remove(doomed: Sequence[Doomed], words: Callable[[int], str], *, yes: bool) -> None:
    """Shows, asks and removes. words: what so many are called.

    Ends the command with 1 where the answer is no.
    """
    if not doomed:
        typer.echo("There is nothing to remove.")
        return
    write(doomed, _COLUMNS, None)
    if not (yes or typer.confirm(f"Remove {words(len(doomed))}, {_size(doomed)}, for good?")):
        typer.echo("Nothing has been removed.")
        raise typer.Exit(1)
    gone = [each for each in doomed if _removed(each)]
    typer.echo(f"Removed {words(len(gone))}, {_size(gone)}.")


def _size(doomed: Sequence[Doomed]) -> str:
    return size(sum(each.num_bytes for each in doomed))


def _removed(doomed: Doomed) -> bool:
    try:
        doomed.remove()
    except (RunError, OSError) as error:  # it was begun again in the meantime, or is somebody else's
        typer.echo(f"note: kept: {error}", err=True)
        return False
    return True


def _of_run(heading: str, name: Name) -> Column[Doomed]:
    shown = column(name)
    return Column(
        heading=heading,
        key=shown.key,
        value=lambda each: shown.value(each.run),
        cell=lambda each: shown.cell(each.run),
        brief=(lambda each: brief_path(each.run)) if name is PATH else None,
        is_text=True,
    )


_COLUMNS: Final[Sequence[Column[Doomed]]] = (
    _of_run("run", PATH),
    _of_run("status", STATUS),
    _of_run("created", field("created")),
    Column(
        heading="size",
        key="num_bytes",
        value=lambda each: each.num_bytes,
        cell=lambda each: size(each.num_bytes),
    ),
    Column(
        heading="what", key="what", value=lambda each: each.what, cell=lambda each: each.what, is_text=True
    ),
)
