"""What a command takes, for bars on time and memory; `make slow ARGS=-rP` shows the figures."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """seconds: on all processors together, so that what else the machine does counts little."""

    seconds: float
    megabytes: float
    told: str


def taken(command: Sequence[str]) -> Taken:
    """Runs it to its end, which must be a good one. told: its standard error."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    with process.stderr:
        told = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)  # of this process alone, whatever the tests before it took
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, told
    took = Taken(seconds=used.ru_utime + used.ru_stime, megabytes=used.ru_maxrss / 1024, told=told)
    sys.stdout.write(
        f"{took.seconds:.1f} s on all processors, {took.megabytes:.0f} MB: {' '.join(command[-6:]):.200}\n"
    )
    return took
