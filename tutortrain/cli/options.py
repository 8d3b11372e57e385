"""Arguments and options that several commands about many runs share."""

from typing import Annotated

import typer

Runs = Annotated[
    list[str] | None,
    typer.Argument(help="Directories, globs or short names such as sft_001; default: outputs and multirun"),
]
Where = Annotated[
    str | None,
    typer.Option(metavar="CONDITION", help="Only runs like this: 'training.lr < 1e-4 and solve > 0.5'"),
]
Top = Annotated[int | None, typer.Option(min=1, metavar="N", help="Only the first N")]
By = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Metric or score to judge by; default: solve, else the held-out loss"),
]
Highest = Annotated[
    bool | None,
    typer.Option("--highest/--lowest", help="Which is best, where that is not known", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV, with exact numbers")]
AsMarkdown = Annotated[bool, typer.Option("--md", help="Print a Markdown table")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask")]
