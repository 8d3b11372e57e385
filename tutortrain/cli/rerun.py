"""`tutortrain rerun RUN [OVERRIDE...]`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from tutortrain.runs.manifest import Manifest


def rerun(
    run: Annotated[
        str, typer.Argument(help="A run, by its directory or a short name such as sft_001; or a sweep")
    ],
    overrides: Annotated[
        list[str] | None, typer.Argument(help="Settings that are to be otherwise, such as seed=1")
    ] = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="Refuse if today's conf/, code, packages or data make it another")
    ] = False,
) -> None:
    """Run the same again in a new directory, and say what has changed since."""
    import shlex

    from tutortrain.cli.output import tell
    from tutortrain.compose.overrides import refuse_secrets
    from tutortrain.compose.sweeps import replace_overrides
    from tutortrain.errors import RunError
    from tutortrain.runs.lookup import find_run, find_sweep
    from tutortrain.sweep.start import start_again
    from tutortrain.train import main

    added = overrides or []
    refuse_secrets(added)
    sweep = find_sweep(run)
    earlier = _of_sweep(sweep) if sweep else _of_run(find_run(run).path)
    changes = _changes(earlier)
    if changes and exact:
        lines = "".join(f"\n  {change}" for change in changes)
        raise RunError(f"{run} would not be the same today:{lines}\nWithout --exact it is run all the same.")
    tell([f"not as it was: {change}" for change in changes])
    if sweep:
        tell([f"the jobs of {shlex.join([str(sweep), *added])}"])
        start_again(sweep, added)
    else:
        (only,) = earlier.manifests
        arguments = [*earlier.options, *replace_overrides(only.overrides, added)]
        tell([shlex.join(["tutortrain", "train", *arguments])])
        raise typer.Exit(main(arguments))


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What is run again. options: Hydra's own; manifests: of a run its own, of a sweep those of its jobs."""

    options: tuple[str, ...]
    manifests: "Sequence[Manifest]"


def _of_run(run: "Path") -> Earlier:
    from tutortrain.runs import manifest as manifests
    from tutortrain.runs.config_dir import as_options, config_dir
    from tutortrain.runs.directory import RunDirectory

    return Earlier(
        options=as_options(config_dir(run)), manifests=[manifests.read(RunDirectory(run).manifest)]
    )


def _of_sweep(folder: "Path") -> Earlier:
    from tutortrain.runs import sweep as sweeps
    from tutortrain.runs.catalogue import find_runs, read_runs
    from tutortrain.runs.config_dir import as_options

    jobs = [entry.manifest for entry in read_runs([*find_runs(folder)]) if entry.manifest]
    return Earlier(options=as_options(sweeps.read(folder).config_dir), manifests=jobs)


def _changes(earlier: Earlier) -> list[str]:
    """In any of the runs, each once; from what their own overrides come to today."""
    from tutortrain.compose.app import compose_command_line
    from tutortrain.job import prepare
    from tutortrain.job.today import changes_since

    found = dict[str, None]()
    for manifest in earlier.manifests:
        config = compose_command_line([*earlier.options, *manifest.overrides])
        found |= dict.fromkeys(changes_since(manifest, prepare(config)))
    return list(found)
