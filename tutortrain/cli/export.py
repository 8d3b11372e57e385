"""`tutortrain export RUN DIR`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Weights = Annotated[
    str,
    typer.Argument(
        metavar="RUN",
        help="A run (directory or short name, such as sft_001), a checkpoint or other folder of adapters, "
        "tiny_teacher, or any model",
    ),
]
Stored = Literal["auto", "float32", "bfloat16", "float16"]


def export(
    run: Weights,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write; a new or an empty folder")],
    adapter: Annotated[
        bool, typer.Option("--adapter", help="Write the adapters alone, as PEFT loads them")
    ] = False,
    dtype: Annotated[Stored, typer.Option(help="Precision to store; auto is the starting model's")] = "auto",
) -> None:
    """Write a run's newest weights as a folder that plain transformers loads."""
    from tutortrain.backends.export import export_adapters, export_merged
    from tutortrain.backends.named import find_model, label
    from tutortrain.config.model import hub_id

    weights = find_model(hub_id(run), key="RUN")
    if adapter:
        export_adapters(weights, folder)
        typer.echo(f"{folder}: the adapters of {label(weights)}")
    else:
        stored = export_merged(weights, folder, dtype)
        typer.echo(f"{folder}: {label(weights)} as a whole model in {stored}")
