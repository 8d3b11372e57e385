"""`tutortrain ls [RUN...]`."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from tutortrain.runs.catalogue import Entry
    from tutortrain.runs.manifest import Manifest

HEADER: Final = (
    "run",
    "status",
    "method",
    "created",
    "seconds",
    "train/loss",
    "eval/loss",
    "solve",
    "leak",
    "guidance",
)
NUM_WORDS: Final = 4
"""Columns that are no numbers."""
METRICS: Final = (
    "train/loss",
    "eval/loss",
    "benchmark/solve/accuracy",
    "benchmark/hint/leak_rate",
    "benchmark/hint/guidance_rate",
)


def ls(
    runs: Annotated[
        list[str] | None,
        typer.Argument(
            help="Directories, globs or short names such as sft_001; default: outputs and multirun"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the manifests as a JSON list")] = False,
) -> None:
    """List runs, the newest last."""
    from tutortrain.runs.catalogue import DEFAULT_ROOTS, find_runs, read_runs
    from tutortrain.runs.lookup import resolve_all

    paths = resolve_all(runs) if runs else [path for root in DEFAULT_ROOTS for path in find_runs(root)]
    entries = sorted(read_runs(paths), key=lambda entry: entry.manifest.created if entry.manifest else "")
    typer.echo(_as_json(entries) if as_json else _as_table(entries))


def _as_json(entries: "list[Entry]") -> str:
    from dataclasses import asdict

    from tutortrain.runs.strict_json import dumps

    def item(entry: "Entry") -> dict[str, object]:
        known = {"problem": entry.problem} if entry.manifest is None else asdict(entry.manifest)
        return {"path": str(entry.path), **known}

    return dumps([item(entry) for entry in entries], indent=2)


def _as_table(entries: "list[Entry]") -> str:
    from tutortrain.cli.table import layout

    if not entries:
        return "No runs yet under outputs/ or multirun/: `tutortrain train` makes one."
    rows = [[str(entry.path), *_cells(entry.manifest)] for entry in entries]
    problems = [f"{entry.problem}" for entry in entries if entry.problem]
    return "\n".join([layout(HEADER, rows, right_from=NUM_WORDS), *problems])


def _cells(manifest: "Manifest | None") -> list[str]:
    if manifest is None:
        return ["damaged", *[""] * (len(HEADER) - 2)]
    created = manifest.created[:16].replace("T", " ")
    final = manifest.metrics.final
    figures = [f"{final[key]:.3f}" if key in final else "" for key in METRICS]
    return [manifest.status, manifest.method, created, f"{manifest.seconds:.0f}", *figures]
