"""What an entry point sets in its process before anything is imported that looks at it, and how it leaves."""

import os
import sys
from pathlib import Path
from typing import Final

_LINGERING: Final[set[str]] = set()


def set_environment() -> None:
    """Reads `.env`, where variables that are already set win, and lets idle threads of PyTorch sleep soon.

    By default they spin long, waiting for the next small product: beside a busy process, a run of the
    embedded model then takes over twenty times as long (measured on two cores), and three times like this.
    """
    from dotenv import load_dotenv

    load_dotenv(Path(".env"))
    os.environ.setdefault("GOMP_SPINCOUNT", "20000")


def linger(library: str) -> None:
    """Says that a library's threads are at work from now on and cannot be told to stop."""
    _LINGERING.add(library)


def end(code: int) -> int:
    """The exit code of a process, which ends here and at once where a library's threads linger.

    Python, when it takes itself down around such threads, aborted one process in three.
    """
    if _LINGERING:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code
