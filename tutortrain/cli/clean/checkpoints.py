"""`tutortrain clean checkpoints [RUN...]`."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from tutortrain.cli.options import Runs, Where, Yes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tutortrain.cli.clean.chosen import Doomed
    from tutortrain.runs.catalogue import Entry


def checkpoints(
    runs: Runs = None,
    where: Where = None,
    keep_last: Annotated[int, typer.Option(min=0, metavar="N", help="Keep the N newest of each run")] = 0,
    keep_best: Annotated[
        bool, typer.Option("--keep-best", help="Keep the one with the lowest held-out loss")
    ] = False,
    yes: Yes = False,
) -> None:
    """Remove weights that lie here; settings, metrics, benchmarks and reports of the runs are kept."""
    from tutortrain.cli.clean.chosen import choose, remove
    from tutortrain.cli.output import tell
    from tutortrain.wording import counted

    choice = choose(runs or [], where)
    every = (_doomed(run, keep_last=keep_last, keep_best=keep_best) for run in choice.runs)
    doomed = [one for one in every if one is not None]
    without = len(choice.runs) - len(doomed)
    tell([*choice.notes, *([f"{without:,} runs have none to remove"] if without else []), *_ended(doomed)])
    remove(doomed, lambda num: f"checkpoints of {counted(num, 'run')}", yes=yes)


def _doomed(run: "Entry", *, keep_last: int, keep_best: bool) -> "Doomed | None":
    from tutortrain.cli.clean.chosen import Doomed
    from tutortrain.runs.directory import RunDirectory
    from tutortrain.runs.removal import disk_usage, remove_checkpoints, unneeded_checkpoints
    from tutortrain.wording import counted

    directory = RunDirectory(run.path)
    folders = unneeded_checkpoints(directory, keep_last=keep_last, keep_best=keep_best)
    if not folders:
        return None
    return Doomed(
        run=run,
        what=f"{counted(len(folders), 'checkpoint')}: {', '.join(folder.name for folder in folders)}",
        num_bytes=sum(map(disk_usage, folders)),
        remove=partial(remove_checkpoints, directory, folders),
    )


def _ended(doomed: "Sequence[Doomed]") -> "Iterator[str]":
    """Runs that would have gone on from there."""
    from tutortrain.query.names import STATUS

    ended = [each for each in doomed if STATUS.of(each.run) != "completed"]
    if ended:
        yield f"{len(ended):,} of these have not completed: without a checkpoint, resuming begins anew"
