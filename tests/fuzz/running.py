"""How long is looked for what fails, and how a command is called for it."""

import io
import os
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import Final

from hypothesis import HealthCheck, event, settings

from tutortrain.cli import main

SECONDS: Final = float(os.environ.get("FUZZ_SECONDS", "60"))
NUM_TESTS: Final = 4
FILES_AT_ONCE: Final = 100
SETTINGS: Final = settings(
    max_examples=FILES_AT_ONCE,
    deadline=None,
    derandomize=False,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


def for_a_while(look: Callable[[], None]) -> None:
    """A test's share of the time; it is passed by as much as FILES_AT_ONCE take."""
    until = time.monotonic() + SECONDS / NUM_TESTS
    while time.monotonic() < until:
        look()


def called(*words: str) -> int:
    """The exit code; an error that is not one of ours is raised."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        code = main(words)
    event(f"{' '.join(words[:2])}: exit code {code}")
    assert code in (0, 1, 2)
    return code
