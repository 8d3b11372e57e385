"""`tutortrain resume DIR`."""

from typing import Annotated

import typer


def resume(
    run: Annotated[str, typer.Argument(help="A run's directory or short name, such as sft_001")],
    other_code: Annotated[
        bool, typer.Option("--other-code", help="Go on although the code, packages or data have changed")
    ] = False,
    max_cost: Annotated[
        float | None, typer.Option("--max-cost", min=0, help="Another limit for what the run may cost in all")
    ] = None,
) -> None:
    """Go on with an interrupted, failed or killed run from its newest checkpoint."""
    from dataclasses import replace

    from tutortrain.compose.saved import read_config
    from tutortrain.job import resume as resume_job
    from tutortrain.job import with_limit
    from tutortrain.runs.lookup import find_run

    directory = find_run(run)
    config = read_config(directory.training_config)
    if max_cost is not None:
        config = replace(config, backend=with_limit(config.backend, max_cost))
    resume_job(config, directory, other_code=other_code)
