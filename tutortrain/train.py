"""The entry point: `python -m tutortrain.train method=sft training.lr=1e-5`, or a sweep with `-m`."""

import sys
from collections.abc import Sequence
from pathlib import Path

from tutortrain.compose.app import Claimed, launch
from tutortrain.config.run import RunConfig
from tutortrain.environment import end, set_environment
from tutortrain.errors import Interrupted, TutorTrainError
from tutortrain.keys import without_keys


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns 0, 1 for a failed run, 2 for a mistake in the input."""
    set_environment()
    return end(_launch(sys.argv[1:] if arguments is None else arguments))


def _launch(arguments: Sequence[str]) -> int:
    try:
        launch(arguments, prepare=_prepare, run=_run, sweep=_sweep)
    except Interrupted as stopped:
        print(stopped, file=sys.stderr)  # noqa: T201 (this is no error)
        return stopped.exit_code
    except TutorTrainError as error:
        print(without_keys(f"error: {error}"), file=sys.stderr)  # noqa: T201 (this is what the terminal is told)
        return error.exit_code
    except KeyboardInterrupt:
        return Interrupted.exit_code
    except SystemExit as done:  # so that the process leaves by `end`, whatever Hydra passes on
        if not isinstance(done.code, int):
            raise
        return done.code
    return 0


def _prepare(config: RunConfig) -> None:
    from tutortrain.job import open_ledger, prepare  # not for --help, which is to come at once

    open_ledger(prepare(config))


def _run(claimed: Claimed) -> None:
    from tutortrain.compose.begin import begin_run
    from tutortrain.runs.directory import RunDirectory
    from tutortrain.runs.provenance import process_start

    directory = RunDirectory(_as_typed(claimed.directory))
    begin_run(claimed.config, directory, claimed.overrides, started=process_start())


def _sweep(arguments: Sequence[str], *, config_dir: str | None) -> None:
    from tutortrain.sweep.start import start_sweep

    start_sweep(arguments, config_dir=config_dir)


def _as_typed(directory: Path) -> Path:
    """Relative to where the user stands, which is shorter and can be typed back."""
    return directory.relative_to(Path.cwd()) if directory.is_relative_to(Path.cwd()) else directory


if __name__ == "__main__":
    sys.exit(main())
