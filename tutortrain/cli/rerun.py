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
    from tutortrain.errors import RunError
    from tutortrain.train import main

    asked = _asked(run)
    changes = _changes(asked)
    if changes and exact:
        lines = "".join(f"\n  {change}" for change in changes)
        raise RunError(f"{run} would not be the same today:{lines}\nWithout --exact it is run all the same.")
    arguments = asked.arguments(overrides or [])
    tell(
        [*(f"not as it was: {change}" for change in changes), shlex.join(["tutortrain", "train", *arguments])]
    )
    raise typer.Exit(main(arguments))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed for a run or a sweep. options: Hydra's own; manifests: of what came of it."""

    options: tuple[str, ...]
    overrides: tuple[str, ...]
    manifests: "Sequence[Manifest]"

    def arguments(self, added: Sequence[str]) -> list[str]:
        """A setting that is added takes the place of the one that there was."""
        new = {_key(override): override for override in added}
        return [*self.options, *({_key(override): override for override in self.overrides} | new).values()]


def _asked(name: str) -> Asked:
    """Raises RunError where the name means neither one run nor one sweep."""
    from tutortrain.runs import manifest as manifests
    from tutortrain.runs.lookup import find_run, find_sweep

    if (sweep := find_sweep(name)) is not None:
        return _asked_of_sweep(sweep)
    directory = find_run(name)
    manifest = manifests.read(directory.manifest)
    return Asked(options=_options(directory.path), overrides=manifest.overrides, manifests=[manifest])


def _asked_of_sweep(folder: "Path") -> Asked:
    from tutortrain.runs import sweep as sweeps
    from tutortrain.runs.catalogue import find_runs, read_runs

    sweep = sweeps.read(folder)
    options = ("-m", *(("--config-dir", sweep.config_dir) if sweep.config_dir else ()))
    jobs = [entry.manifest for entry in read_runs([*find_runs(folder)]) if entry.manifest]
    return Asked(options=options, overrides=(*sweep.overrides, *sweep.hydra), manifests=jobs)


def _options(run: "Path") -> tuple[str, ...]:
    from tutortrain.compose.saved import read_config_dir

    folder = read_config_dir(run)
    return () if folder is None else ("--config-dir", folder)


def _changes(asked: Asked) -> list[str]:
    """In any of the runs, each once; from what their own overrides come to today."""
    from tutortrain.compose.app import compose_command_line
    from tutortrain.job import prepare
    from tutortrain.job.today import changes_since

    options = [option for option in asked.options if option != "-m"]
    found = dict[str, None]()
    for manifest in asked.manifests:
        config = compose_command_line([*options, *manifest.overrides])
        found |= dict.fromkeys(changes_since(manifest, prepare(config)))
    return list(found)


def _key(override: str) -> str:
    return override.lstrip("+~").partition("=")[0]
