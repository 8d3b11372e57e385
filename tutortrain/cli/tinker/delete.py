"""`tutortrain tinker delete RUN_OR_PATH`."""

from typing import TYPE_CHECKING, Annotated

import typer

from tutortrain.cli.options import Yes
from tutortrain.cli.tinker.target import ApiKeyEnv, BaseUrl

if TYPE_CHECKING:
    from tutortrain.backends.tinker.remote import Remote, RemoteCheckpoint
    from tutortrain.cli.tinker.target import Target
    from tutortrain.runs.directory import RunDirectory


def delete(
    run_or_path: Annotated[
        str,
        typer.Argument(
            help="A run, for all of its checkpoints, or the address of one checkpoint (tinker://...)"
        ),
    ],
    yes: Yes = False,
    base_url: BaseUrl = None,
    api_key_env: ApiKeyEnv = None,
) -> None:
    """Delete checkpoints from the service for good; what lies in the run's directory stays."""
    from tutortrain.cli.tinker.listing import table
    from tutortrain.cli.tinker.target import find, open_remote
    from tutortrain.errors import RunError

    target = find(run_or_path, base_url, api_key_env)
    remote = open_remote(target.service)
    doomed = _chosen(run_or_path, target, remote)
    if not doomed:
        raise RunError(f"{target.service.url} keeps nothing of {run_or_path}: there is nothing to delete")
    typer.echo(table(doomed))
    question = f"Delete {len(doomed)} checkpoint{'s' * (len(doomed) > 1)} from {target.service.url} for good?"
    if not (yes or typer.confirm(question)):
        typer.echo("Nothing has been deleted.")
        raise typer.Exit(1)
    if target.directory is not None:
        _forget(target.directory, doomed)
    deleted = sum([remote.delete(each.path) for each in doomed])
    gone = f", {len(doomed) - deleted} were gone already" if deleted < len(doomed) else ""
    typer.echo(f"Deleted {deleted}{gone}.")


def _chosen(run_or_path: str, target: "Target", remote: "Remote") -> "list[RemoteCheckpoint]":
    """Raises RunError where there is no such training run or checkpoint."""
    from tutortrain.backends.tinker.names import SCHEME
    from tutortrain.errors import RunError

    saved = [each for run_id in target.run_ids for each in remote.checkpoints(run_id)]
    if not saved:
        remote.run(target.run_ids[-1])
    if not run_or_path.startswith(SCHEME):
        return saved
    named = [each for each in saved if each.path == run_or_path]
    if not named:
        raise RunError(
            f"{target.service.url} has no checkpoint {run_or_path}; "
            f"`tutortrain tinker checkpoints {target.run_ids[-1]}` lists those of its training run"
        )
    return named


def _forget(directory: "RunDirectory", doomed: "list[RemoteCheckpoint]") -> None:
    """First the record and then the weights, so that nobody goes on from what is gone."""
    from tutortrain.runs.checkpoints import CheckpointLog
    from tutortrain.runs.lock import locked

    paths = {each.path for each in doomed}
    with locked(directory):
        log = CheckpointLog(directory.checkpoint_log)
        log.forget([record for record in log.records() if record.checkpoint.path in paths])
