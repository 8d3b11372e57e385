"""`tutortrain resume DIR`."""

from typing import Annotated

import typer


def resume(
    run: Annotated[str, typer.Argument(help="A run's directory or short name, such as sft_001")],
    other_code: Annotated[
        bool, typer.Option("--other-code", help="Go on although the code, packages or data have changed")
    ] = False,
) -> None:
    """Go on with an interrupted, failed or killed run from its newest checkpoint."""
    from tutortrain.compose.saved import read_config
    from tutortrain.job import resume as resume_job
    from tutortrain.runs.lookup import find_run

    directory = find_run(run)
    resume_job(read_config(directory.training_config), directory, other_code=other_code)
