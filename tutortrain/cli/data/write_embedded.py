"""`tutortrain data write-embedded`: the generated problems as files of our format."""

from pathlib import Path
from typing import Annotated

import typer


def write_embedded(
    folder: Annotated[Path, typer.Argument(help="Where to write; it is created if need be", file_okay=False)],
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there")] = False,
) -> None:
    """Write the embedded problems to train.jsonl and heldout.jsonl, as data=jsonl reads them."""
    from tutortrain.data.sources.embedded import SIDES, rows_of
    from tutortrain.runs.jsonl import write_rows

    files = {side: folder / f"{side}.jsonl" for side in SIDES}
    _refuse_existing(list(files.values()), force=force)
    folder.mkdir(parents=True, exist_ok=True)
    for side, path in files.items():
        rows = rows_of(side)
        write_rows(path, rows)
        typer.echo(f"{path}: {len(rows)} rows")


def _refuse_existing(paths: list[Path], *, force: bool) -> None:
    from tutortrain.errors import DataError

    there = [str(path) for path in paths if path.exists()]
    if there and not force:
        raise DataError(
            f"{' and '.join(there)} would be replaced; add --force if that is meant, or name another folder."
        )
