"""`tutortrain <command>`: one file a command; what a command needs is imported when it runs."""

import gc
import sys
from collections.abc import Sequence

import typer

from tutortrain.cli import (
    audit_rewards,
    benchmark,
    best,
    clean,
    compare,
    curriculum,
    data,
    export,
    leaderboard,
    ls,
    plan,
    report,
    rerun,
    resume,
    rollouts,
    serve,
    tag,
    tinker,
    train,
    watch,
)
from tutortrain.environment import end, set_environment
from tutortrain.errors import Interrupted, TutorTrainError
from tutortrain.keys import without_keys

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
"""Everything after the command's name is Hydra's, `--help` too."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and exits; an error of ours is one message and an exit code, no traceback."""
    set_environment()
    gc.set_threshold(100_000)  # what is read stays; to search it for garbage took a fifth of the time
    return end(_run(None if arguments is None else list(arguments)))


def _run(arguments: list[str] | None) -> int:
    try:
        _app()(args=arguments)
    except SystemExit as done:  # how typer ends every command
        return done.code if isinstance(done.code, int) else 0
    except Interrupted as stopped:
        print(stopped, file=sys.stderr)  # noqa: T201 - this is no error
        return stopped.exit_code
    except TutorTrainError as error:
        print(without_keys(f"error: {error}"), file=sys.stderr)  # noqa: T201 - this is what the terminal is told
        return error.exit_code
    return 0


def _app() -> typer.Typer:
    """Plain help: drawing it with rich takes as long again as everything else."""
    app = typer.Typer(
        name="tutortrain",
        help="Fine-tune language models to tutor mathematics, and find out whether the result is better.",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        no_args_is_help=True,
    )
    app.command(context_settings=PASS_ON)(train.train)
    app.command(context_settings={**PASS_ON, "help_option_names": ["--help"]})(plan.plan)
    app.command()(tag.tag)
    app.command()(resume.resume)
    app.command()(rerun.rerun)
    app.command()(ls.ls)
    app.command()(benchmark.benchmark)
    app.command()(watch.watch)
    app.command()(leaderboard.leaderboard)
    app.command()(best.best)
    app.command()(compare.compare)
    app.command()(report.report)
    app.command()(rollouts.rollouts)
    app.command()(audit_rewards.audit_rewards)
    app.command()(export.export)
    app.command()(serve.serve)
    app.add_typer(clean.app(), name="clean")
    app.add_typer(curriculum.app(), name="curriculum")
    app.add_typer(data.app(), name="data")
    app.add_typer(tinker.app(), name="tinker")
    return app
