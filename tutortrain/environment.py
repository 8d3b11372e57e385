"""What an entry point sets in its process before anything is imported that looks at it, and how it leaves."""

import os
import sys
from pathlib import Path
from typing import NoReturn


def set_environment() -> None:
    """Reads `.env`, where variables that are already set win, and lets idle threads of PyTorch sleep soon.

    By default they spin long, waiting for the next small product: beside a busy process, a run of the
    embedded model then takes over twenty times as long (measured on two cores), and three times like this.
    """
    from dotenv import load_dotenv

    load_dotenv(Path(".env"))
    os.environ.setdefault("GOMP_SPINCOUNT", "20000")


def leave(code: int) -> NoReturn:
    """Ends the process at once, with what it has printed and written.

    For where a library's threads are still at work and cannot be told to stop: Python, when it takes itself
    down around them, aborted one process in three.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
