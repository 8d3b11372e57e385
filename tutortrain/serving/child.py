"""A server's process, which never outlives the block that started it."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from tutortrain.closing import Closing
from tutortrain.errors import BackendError, UserError

_GRACE_SECONDS: Final = 10.0
"""To finish what is under way once it has been asked to end."""
_POLL_SECONDS: Final = 0.2
_NUM_LINES: Final = 15


class Child(Closing):
    """Starts in a session of its own, so that whatever it starts can be ended with it; a terminal's Ctrl-C
    reaches only us. Its output goes to `log`.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._log = log
        with log.open("wb") as output:
            try:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env={**os.environ, **environment},
                    start_new_session=True,
                )
            except OSError as error:
                raise UserError(f"{command[0]} cannot be started: {error.strerror}") from error

    def wait(self, until: Callable[[], bool]) -> None:
        """Until that is true. Raises BackendError with the log's last lines where the server ends first."""
        while not until():
            if (code := self._process.poll()) is not None:
                raise BackendError(
                    f"The server has ended by itself (exit code {code}):\n{self._last_lines()}"
                )
            time.sleep(_POLL_SECONDS)

    def close(self) -> None:
        """At once, if Ctrl-C is pressed again while it finishes."""
        try:
            self._end(signal.SIGTERM)
        finally:
            self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(self._process.pid, number)
            self._process.wait(_GRACE_SECONDS)

    def _last_lines(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-_NUM_LINES:]) or "(it printed nothing)"
