"""`tutortrain resume DIR`: a run, or a sweep with further values."""

from typing import Annotated

import typer


def resume(
    run: Annotated[
        str, typer.Argument(help="A run or a sweep: its directory or short name, such as sft_001")
    ],
    added: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SETTING=VALUES]...", help="Of a sweep: further values to run as well"),
    ] = None,
    other_code: Annotated[
        bool, typer.Option("--other-code", help="Go on although the code, packages or data have changed")
    ] = False,
    max_cost: Annotated[
        float | None, typer.Option("--max-cost", min=0, help="Another limit for what the run may cost in all")
    ] = None,
) -> None:
    """Go on with a run from its newest checkpoint, or with the jobs of a sweep that are not complete."""
    from dataclasses import replace

    from tutortrain.compose.overrides import refuse_secrets
    from tutortrain.compose.saved import read_config
    from tutortrain.errors import ConfigError
    from tutortrain.job import resume as resume_job
    from tutortrain.job import with_limit
    from tutortrain.runs.lookup import find_run, find_sweep
    from tutortrain.runs.provenance import process_start

    refuse_secrets(added or ())
    if (sweep := find_sweep(run)) is not None:
        if max_cost is not None:
            raise ConfigError("--max-cost is for a single run; resume the sweep's job by its own directory")
        from tutortrain.sweep.start import resume_sweep

        resume_sweep(sweep, added or (), other_code=other_code)
        return
    directory = find_run(run)
    if added:
        raise ConfigError(f"{directory.path} is a single run: only a sweep takes further values")
    config = read_config(directory.training_config)
    if max_cost is not None:
        config = replace(config, backend=with_limit(config.backend, max_cost))
    resume_job(config, directory, started=process_start(), other_code=other_code)
