"""`tutortrain tinker runs`, `status` and `checkpoints`: nothing is changed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tutortrain.cli.tinker.target import ApiKeyEnv, BaseUrl, Run

if TYPE_CHECKING:
    from datetime import datetime

    from tutortrain.backends.tinker.remote import RemoteCheckpoint, TrainingRun
    from tutortrain.cli.tinker.target import Target

RUNS: Final = ("training run", "our run", "model", "last used", "rank")
CHECKPOINTS: Final = ("checkpoint", "kind", "saved", "expires", "size")
NUM_WORDS: Final = 4
"""Columns of both tables that are no numbers."""
UNKNOWN: Final = "-"
"""What the service does not tell."""


def runs(
    num: Annotated[int, typer.Option("--num", "-n", min=1, help="How many to show")] = 20,
    base_url: BaseUrl = None,
    api_key_env: ApiKeyEnv = None,
) -> None:
    """List the training runs of a service, those used last at the end."""
    from tutortrain.cli.tinker.target import open_remote, service
    from tutortrain.query.table import layout

    remote = open_remote(service(base_url, api_key_env))
    found = remote.runs(num)
    rows = [
        [run.id, run.name or UNKNOWN, run.base_model, _moment(run.last_request), str(run.rank or UNKNOWN)]
        for run in found
    ]
    text = layout(RUNS, rows, right_from=NUM_WORDS) if rows else f"{remote.service.url} has no training runs."
    typer.echo(text)


def status(run: Run, base_url: BaseUrl = None, api_key_env: ApiKeyEnv = None) -> None:
    """Show a run here and on the service: state, model, and what is kept of it."""
    from tutortrain.cli.tinker.target import find, open_remote

    target = find(run, base_url, api_key_env)
    remote = open_remote(target.service)
    found = remote.run(target.run_ids[-1])
    saved = [each for run_id in target.run_ids for each in remote.checkpoints(run_id)]
    typer.echo("\n".join([*_here(target), f"service       {target.service.url}", *_there(found, saved)]))
    if len(target.run_ids) > 1:
        typer.echo(f"earlier       {', '.join(target.run_ids[:-1])}")


def checkpoints(run: Run, base_url: BaseUrl = None, api_key_env: ApiKeyEnv = None) -> None:
    """List what the service keeps of a run, the newest last."""
    from tutortrain.cli.tinker.target import find, open_remote

    target = find(run, base_url, api_key_env)
    remote = open_remote(target.service)
    saved = [each for run_id in target.run_ids for each in remote.checkpoints(run_id)]
    if not saved:
        remote.run(target.run_ids[-1])
    typer.echo(table(saved) if saved else f"{target.service.url} keeps no checkpoint of {run}.")


def table(saved: "Sequence[RemoteCheckpoint]") -> str:
    """Checkpoints, a line each."""
    from tutortrain.query.table import layout

    rows = [
        [
            each.path,
            each.kind,
            _moment(each.created),
            _moment(each.expires) if each.expires else UNKNOWN,
            _size(each.num_bytes),
        ]
        for each in saved
    ]
    return layout(CHECKPOINTS, rows, right_from=NUM_WORDS)


def _here(target: "Target") -> list[str]:
    from tutortrain.runs.catalogue import read_runs

    if target.directory is None:
        return []
    (entry,) = read_runs([target.directory.path])
    state = entry.manifest.status if entry.manifest else "damaged"
    return [f"run           {target.directory.path} ({state})"]


def _there(run: "TrainingRun", saved: "Sequence[RemoteCheckpoint]") -> list[str]:
    kinds = {kind: sum(each.kind == kind for each in saved) for kind in ("training", "sampler", "external")}
    counted = ", ".join(f"{count} {kind}" for kind, count in kinds.items() if count)
    return [
        f"training run  {run.id}{' (corrupted)' if run.is_corrupted else ''}",
        f"known as      {run.name or 'no name is told'}",
        f"model         {run.base_model}, rank {run.rank or UNKNOWN}",
        f"last used     {_moment(run.last_request)}",
        f"checkpoints   {counted or 'none'}",
        *(f"newest        {each.path}" for each in saved[-1:]),
    ]


def _moment(time: "datetime") -> str:
    return f"{time:%Y-%m-%d %H:%M}"


def _size(num_bytes: int | None) -> str:
    from tutortrain.display.figures import size

    return UNKNOWN if num_bytes is None else size(num_bytes)
