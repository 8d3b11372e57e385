"""`tutortrain watch [RUN...]`."""

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tutortrain.cli.options import AsJson, By, Highest, Runs

if TYPE_CHECKING:
    from rich.console import Console

    from tutortrain.job.stop import Stop
    from tutortrain.watch.picture import Picture

SECONDS_BETWEEN_LOOKS: Final = 1.0
SHARE_OF_TIME: Final = 0.1
"""That looking may take, where there are very many runs."""
SECONDS_TO_STOP: Final = 0.1
ROOTS: Final = ("outputs", "multirun")
FOOTER: Final = "Ctrl-C ends the view; the runs go on"


def watch(
    runs: Runs = None,
    by: By = None,
    highest: Highest = None,
    once: Annotated[bool, typer.Option("--once", help="Look once, on a terminal too")] = False,
    as_json: AsJson = False,
) -> None:
    """Show runs, or the jobs of a sweep, while they go on; in a pipe, as they are now."""
    from rich.console import Console

    from tutortrain.cli.output import write
    from tutortrain.display.width import WIDE
    from tutortrain.watch.columns import columns
    from tutortrain.watch.lookout import Lookout
    from tutortrain.watch.picture import picture
    from tutortrain.watch.view import View

    look = partial(picture, runs or ROOTS, Lookout(runs or []), by=by, highest=highest)
    console = Console(highlight=False)
    if as_json:
        found = look()
        write(found.seen, columns(found.objective, lambda run: str(run.path)), "json")
    elif once or not console.is_terminal:
        wide = console if console.is_terminal else Console(width=WIDE)
        wide.print(View(picture=look(), height=None))
    else:
        _live(console, look, until_over=bool(runs))


def _live(console: "Console", look: "Callable[[], Picture]", *, until_over: bool) -> None:
    """Until Ctrl-C, or when nothing goes on any more; what was seen last stays on the terminal."""
    from rich.live import Live

    from tutortrain.job.stop import Stop
    from tutortrain.watch.view import View

    with Stop() as stop, Live(screen=True, auto_refresh=False, console=console) as live:
        last = look()
        while not (stop.requested or (until_over and last.is_over)):
            began = time.monotonic()
            last = look()
            live.update(View(picture=last, height=console.height, footer=FOOTER), refresh=True)
            took = time.monotonic() - began
            _rest(max(SECONDS_BETWEEN_LOOKS, took / SHARE_OF_TIME), stop)
    console.print(View(picture=last, height=console.height - 1))


def _rest(seconds: float, stop: "Stop") -> None:
    """In short naps, so that Ctrl-C is heeded at once."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not stop.requested:
        time.sleep(SECONDS_TO_STOP)
