"""Processes that can be killed: each answers one question at a time, within limits of time and memory.

They are started as new programs and not forked, for the parent may hold PyTorch's threads and the GPU.
"""

import select
import subprocess
import sys
import weakref
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from tutortrain.errors import RunFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of a worker: seconds a question, seconds until it is ready, and bytes of address space."""

    seconds: int = 2
    start_seconds: int = 60
    num_bytes: int = 1 << 30


class Worker:
    """One process running `program`, in a session of its own so that Ctrl-C leaves it to us."""

    def __init__(self, program: Path, limits: Limits) -> None:
        self._limits = limits
        self._is_ready = False
        # -P: the folder of the program holds a numbers.py, which must not hide the standard library's.
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(program), str(limits.seconds), str(limits.num_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="ascii",
            start_new_session=True,
        )

    def ask(self, question: str) -> str | None:
        """One line for one line of ASCII; None where it took too long or died of it, and is dead now.

        Raises RunFailed where the program does not even start.
        """
        if not self._is_ready:
            self._await_start()
        stdin = self._process.stdin
        assert stdin is not None
        with suppress(BrokenPipeError):  # it is dead, and reading from it will tell
            stdin.write(question + "\n")
            stdin.flush()
        answer = self._read_line(self._limits.seconds)
        if not answer:
            self.kill()
        return answer or None

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """Ends the process at once and waits for it; more than once does nothing."""
        self._process.kill()
        self._process.communicate()

    def _await_start(self) -> None:
        if self._read_line(self._limits.start_seconds) != "ready":
            self._process.kill()
            _, problem = self._process.communicate()
            reason = problem.strip().rpartition("\n")[2] or "it said nothing"
            raise RunFailed(f"A grading process did not start: {reason}")
        self._is_ready = True

    def _read_line(self, seconds: float) -> str:
        """Empty where nothing came in time. A line is written in one piece, so that reading it is quick."""
        stdout = self._process.stdout
        assert stdout is not None
        there, _, _ = select.select([stdout], [], [], seconds)
        return stdout.readline().strip() if there else ""


class Workers:
    """At most `num` processes, each started when it is first needed and replaced when it had to be killed.

    They end with `close`, with the last reference to this object, or with this process.
    """

    def __init__(self, program: Path, num: int, limits: Limits) -> None:
        self._program, self._num, self._limits = program, num, limits
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._all: set[Worker] = set()
        self._finalizer = weakref.finalize(self, _kill_all, self._all)

    def ask_all(self, questions: Sequence[str]) -> list[str | None]:
        """The answers in order, found side by side; None for a question that a worker died of."""
        if not questions:
            return []
        with ThreadPoolExecutor(min(self._num, len(questions))) as threads:
            return list(threads.map(self._ask, questions))

    def close(self) -> None:
        """Ends all processes; asking again starts new ones."""
        self._idle = SimpleQueue()
        _kill_all(self._all)

    def _ask(self, question: str) -> str | None:
        worker = self._take()
        answer = worker.ask(question)
        if worker.is_alive:
            self._idle.put(worker)
        else:
            self._all.discard(worker)
        return answer

    def _take(self) -> Worker:
        """An idle worker that is still alive, or a new one."""
        try:
            worker = self._idle.get_nowait()
        except Empty:
            worker = Worker(self._program, self._limits)
            self._all.add(worker)
            return worker
        if worker.is_alive:
            return worker
        self._all.discard(worker)
        return self._take()


def _kill_all(workers: set[Worker]) -> None:
    while workers:
        workers.pop().kill()
