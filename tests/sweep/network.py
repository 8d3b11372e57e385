"""Machines that are none: network namespaces with a wire between them, and processes inside."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A network namespace, with the address that the other machine knows it by."""

    name: str
    address: str

    def start(self, command: Sequence[str], **options: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(["ip", "netns", "exec", self.name, *command], text=True, **options)

    def lose(self) -> None:
        """Kills all that runs on it."""
        while found := subprocess.check_output(["ip", "netns", "pids", self.name], text=True).split():
            for process in found:
                os.kill(int(process), signal.SIGKILL)


@contextmanager
def two_machines() -> Iterator[tuple[Machine, Machine]]:
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("network namespaces need root, and the command ip")
    prefix = f"tt{os.getpid()}"
    first = Machine(name=f"{prefix}a", address="10.99.0.1")
    second = Machine(name=f"{prefix}b", address="10.99.0.2")
    try:
        _connect(first, second)
        yield first, second
    finally:
        for machine in (first, second):
            machine.lose()
            _ip("netns", "delete", machine.name)


def _connect(*machines: Machine) -> None:
    for machine in machines:
        _ip("netns", "add", machine.name)
    first, second = (machine.name for machine in machines)
    _ip("link", "add", first, "netns", first, "type", "veth", "peer", "name", second, "netns", second)
    for machine in machines:
        _ip("-n", machine.name, "address", "add", f"{machine.address}/24", "dev", machine.name)
        for link in ("lo", machine.name):
            _ip("-n", machine.name, "link", "set", link, "up")


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)
