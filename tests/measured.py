"""What a command takes, for bars on time and memory; `make slow ARGS=-rP` shows the figures."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

APART: Final = """
import json, resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([code, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""
"""A small process in between, for Linux counts into a command's peak what its parent held when it was started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """seconds: on all processors together, so that what else the machine does counts little."""

    seconds: float
    megabytes: float
    told: str


def taken(command: Sequence[str]) -> Taken:
    """Runs it to its end, which must be a good one. told: its standard error."""
    done = subprocess.run([sys.executable, "-c", APART, *command], capture_output=True, text=True, check=True)
    code, seconds, megabytes = json.loads(done.stdout)
    assert code == 0, done.stderr
    sys.stdout.write(f"{seconds:.1f} s, {megabytes:.0f} MB: {' '.join(command[-6:]):.200}\n")
    return Taken(seconds=seconds, megabytes=megabytes, told=done.stderr)
