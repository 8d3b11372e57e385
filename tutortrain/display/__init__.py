"""What a user sees while a run works: a live view on a terminal, plain lines in a pipe or a log."""

from contextlib import AbstractContextManager

from rich.console import Console

from tutortrain.display.base import Display


def open_display(console: Console) -> AbstractContextManager[Display]:
    """The display that suits where the console writes to."""
    if console.is_terminal:
        from tutortrain.display.live import LiveDisplay

        return LiveDisplay(console)
    from tutortrain.display.plain import PlainDisplay

    return PlainDisplay(console)
