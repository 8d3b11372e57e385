"""What an entry point sets in its process before anything is imported that looks at it."""

import os
from pathlib import Path


def set_environment() -> None:
    """Reads `.env`, where variables that are already set win, and lets idle threads of PyTorch sleep soon.

    By default they spin long, waiting for the next small product: beside a busy process, a run of the
    embedded model then takes over twenty times as long (measured on two cores), and three times like this.
    """
    from dotenv import load_dotenv

    load_dotenv(Path(".env"))
    os.environ.setdefault("GOMP_SPINCOUNT", "20000")
