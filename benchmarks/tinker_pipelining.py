"""How long a service waits for us: supervised steps against a stand-in that handles calls one by one.

    python benchmarks/tinker_pipelining.py --steps 50

The stand-in (tinker_stand_in.py, a process of its own) takes exactly 0.2 s for each training pass and each
optimiser step. Prints the wall time of the steps after the first, divided by what their calls take at the
service: 1 is a service that never waits. Loop, method, data and backend are those of a run.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tutortrain.backends import open_backend
from tutortrain.backends.models import EMBEDDED_FOLDER
from tutortrain.compose.jobs import compose_jobs
from tutortrain.job import prepare
from tutortrain.methods.base import Workspace
from tutortrain.methods.loop import Learning, Plan, train
from tutortrain.methods.schedule import num_steps
from tutortrain.runs.directory import RunDirectory

SECONDS: Final = 0.2
CALLS_A_STEP: Final = 2
STAND_IN: Final = Path(__file__).with_name("tinker_stand_in.py")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--steps", type=int, default=50, help="timed steps, after the first")
    args = parser.parse_args()
    with stand_in(SECONDS) as url, tempfile.TemporaryDirectory() as scratch:
        wall = measure(url, args.steps, Path(scratch))
    calls = CALLS_A_STEP * args.steps
    print(f"{wall:.2f} s for {calls} calls of {SECONDS} s: {wall / (calls * SECONDS):.3f}")


@contextmanager
def stand_in(seconds: float) -> Iterator[str]:
    """The address of a stand-in that lists the embedded model, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = [f"--port={port}", f"--model={EMBEDDED_FOLDER}", f"--seconds={seconds}"]
    process = subprocess.Popen([sys.executable, str(STAND_IN), *settings])
    try:
        _wait(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the stand-in did not start")


def measure(url: str, steps: int, folder: Path) -> float:
    """Seconds from the end of the first step to the end of the last; a run without evaluation."""
    os.environ.setdefault("TINKER_API_KEY", "tml-dummy")
    settings = [
        "backend=tinker",
        f"backend.base_url={url}",
        "benchmark=none",
        f"training.max_steps={steps + 1}",
    ]
    (config,) = compose_jobs([*settings, "training.eval_every=0", "training.checkpoint.every=0"], sweep=False)
    job = prepare(config)
    run = folder / "run"
    backend = open_backend(
        config.model, config.training.lora, config.backend, checkpoints=run / "checkpoints", seed=config.seed
    )
    workspace = Workspace(
        seed=config.seed,
        directory=RunDirectory(run),
        shared=folder,
        progress=lambda _stage, _done, _total: None,
        check=lambda: None,
        note=lambda _text: None,
    )
    method = job.recipe.begin(workspace)
    learning = Learning(trainer=backend.trainer(), method=method)
    total = num_steps(job.config.training, method.num_rows)
    plan = Plan(seed=config.seed, start=0, num_steps=total, training=job.config.training)
    ends = [time.perf_counter() for _ in train(learning, plan, lambda: False)]
    return ends[-1] - ends[0]


if __name__ == "__main__":
    main()
