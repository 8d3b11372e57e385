"""`tutortrain serve` as a user starts it, and what it prints."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.command_line import TUTORTRAIN
from tutortrain.backends.endpoint import Endpoint
from tutortrain.config.endpoint import EndpointConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """temporary: where it keeps its files."""

    process: subprocess.Popen[str]
    url: str
    model: str
    benchmark: str
    temporary: Path

    def endpoint(self, model: str | None = None) -> Endpoint:
        config = EndpointConfig(
            url=self.url,
            model=model or self.model,
            api_key_env=None,
            max_concurrent=4,
            timeout_seconds=60.0,
            max_retries=0,
        )
        return Endpoint(config)


@contextmanager
def started(run: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """In `folder`, with its temporary files in `folder`/tmp. The first lines may be read; then it is ended."""
    (folder / "tmp").mkdir(exist_ok=True)
    with subprocess.Popen(
        [*TUTORTRAIN, "serve", run, "--port", "0", "--device", "cpu"],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder / "tmp")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


@contextmanager
def served(run: str, folder: Path) -> Iterator[Served]:
    """Once it answers."""
    with started(run, folder) as process:
        told: dict[str, str] = {}
        said = ""
        while "benchmark" not in told:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, said
            said += line
            if found := re.match(r"(base_url|model|benchmark) +(.+)\n", line):
                told[found[1]] = found[2]
        yield Served(
            process=process,
            url=told["base_url"],
            model=told["model"],
            benchmark=told["benchmark"],
            temporary=folder / "tmp",
        )


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
