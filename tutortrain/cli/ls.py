"""`tutortrain ls [RUN...]`."""

from typing import TYPE_CHECKING, Annotated

import typer

from tutortrain.cli.options import AsCsv, AsJson, AsMarkdown, Runs, Top, Where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutortrain.query.columns import Column
    from tutortrain.query.names import Name, Names
    from tutortrain.runs.catalogue import Entry


def ls(
    runs: Runs = None,
    where: Where = None,
    sort: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Best first, else lowest first; -NAME is the other way round"),
    ] = None,
    reverse: Annotated[bool, typer.Option("--reverse", help="Turn the order round")] = False,
    top: Top = None,
    columns: Annotated[
        str | None, typer.Option(metavar="NAME,NAME...", help="Show these instead of the usual columns")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_md: AsMarkdown = False,
) -> None:
    """List runs, the newest last."""
    from tutortrain.cli.output import chosen, tell, write
    from tutortrain.query.names import Names
    from tutortrain.query.selection import matching, ordered
    from tutortrain.runs.lookup import read_all

    form = chosen({"json": as_json, "csv": as_csv, "md": as_md})
    found = read_all(runs or [])
    names = Names(found)
    kept = matching(found, names, where)
    sorted_ = ordered(kept.runs, names, sort, reverse=reverse)
    shown = _top(sorted_.runs, top, from_end=sort is None and not reverse)
    if form == "json" and columns is None:
        typer.echo(_manifests(shown))
    elif found or form:
        asked = _columns(names, columns, (*kept.names, *sorted_.names))
        write(shown, asked, form)
    else:
        typer.echo("No runs yet under outputs/ or multirun/: `tutortrain train` makes one.")
    tell([*kept.notes, *sorted_.notes, *(run.problem for run in found if run.problem)])


def _top(runs: "Sequence[Entry]", num: int | None, *, from_end: bool) -> "Sequence[Entry]":
    """Of a list with the newest last, the newest."""
    if num is None:
        return runs
    return runs[-num:] if from_end else runs[:num]


def _columns(names: "Names", typed: str | None, asked: "Sequence[Name]") -> "list[Column[Entry]]":
    """Those that were chosen, else the usual ones and whatever else the list was asked for."""
    from tutortrain.query.columns import DEFAULT, column
    from tutortrain.query.selection import naming

    if typed is None:
        usual = {each.key for each in DEFAULT}
        return [*DEFAULT, *(column(name) for name in dict.fromkeys(asked) if name.text not in usual)]
    with naming("--columns"):
        words = [word.strip() for word in typed.split(",")]
        return [column(names.find(word), word) for word in words if word]


def _manifests(runs: "Sequence[Entry]") -> str:
    from dataclasses import asdict

    from tutortrain.runs.strict_json import dumps

    def item(run: "Entry") -> dict[str, object]:
        known = {"problem": run.problem} if run.manifest is None else asdict(run.manifest)
        return {"path": str(run.path), **known}

    return dumps([item(run) for run in runs], indent=2)
