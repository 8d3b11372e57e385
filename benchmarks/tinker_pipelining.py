"""How long a service waits for us, and for tinker-cookbook: supervised steps against a stand-in, in turn.

    python benchmarks/tinker_pipelining.py --steps 50 --rounds 3 --cookbook-python VENV/bin/python

The stand-in (tinker_stand_in.py, a process of its own) handles calls one by one, each training pass and each
optimiser step in exactly 0.2 s, or in --seconds. Printed is the time from the end of the first step to the
end of the last, by the stand-in's clock, divided by what the calls between take there: 1 is a service that
never waits. Loop, method, data and backend are those of a run; tinker-cookbook's are its `sl_basic` recipe's
(tinker_cookbook_sft.py). Both read one file of rows and train on as many of them a step; neither evaluates
nor saves between.

tinker-cookbook 0.6.1 asks for a tml-renderers that is not published, so its environment, VENV, is made so:

    python3.11 -m venv VENV
    VENV/bin/pip install tinker==0.38.0 torch==2.13.0 transformers==5.16.1 tml-renderers==0.2.1
    VENV/bin/pip install blobfile==3.3.0 chz==0.4.0 datasets==5.2.0 pillow==13.0.0 termcolor==3.3.0
    VENV/bin/pip install --no-deps tinker-cookbook==0.6.1

Without --cookbook-python ours is measured alone.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import httpx

from tutortrain.backends import open_backend
from tutortrain.backends.models import EMBEDDED_FOLDER
from tutortrain.compose.jobs import compose_job
from tutortrain.embedded.rows import generate
from tutortrain.job import prepare
from tutortrain.methods.base import Workspace
from tutortrain.methods.loop import Learning, Plan, train
from tutortrain.methods.schedule import num_steps
from tutortrain.runs.directory import RunDirectory

CALLS_A_STEP: Final = 2
BATCH_SIZE: Final = 16
STAND_IN: Final = Path(__file__).with_name("tinker_stand_in.py")
COOKBOOK: Final = Path(__file__).with_name("tinker_cookbook_sft.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Steps to be timed, and one before them; `folder` is the loop's to write into, and `rows` lie in it."""

    url: str
    num_timed: int
    folder: Path

    @property
    def steps(self) -> int:
        return self.num_timed + 1

    @property
    def rows(self) -> Path:
        return self.folder / "rows.jsonl"


def main() -> None:
    """Measures in turn and prints."""
    args = parse_arguments()
    sides = {"tutortrain": None} | ({"tinker-cookbook": args.cookbook_python} if args.cookbook_python else {})
    ratios: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(args.rounds):
        for side, python in sides.items():
            ratios[side].append(measure(args.steps, args.seconds, python))
            print(f"{side:<16}{ratios[side][-1]:.4f}", flush=True)
    report(ratios, args.steps)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--steps", type=int, default=50, help="timed steps, after the first")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0.2, help="what a call takes at the stand-in")
    parser.add_argument("--cookbook-python", type=Path, help="interpreter that has tinker-cookbook")
    args = parser.parse_args()
    if args.steps < 1 or args.rounds < 1:
        parser.error("nothing would be timed; expected --steps and --rounds of 1 or more")
    return args


def measure(num_timed: int, seconds: float, cookbook_python: Path | None = None) -> float:
    """The ratio of one run of our loop, or of the cookbook's where its interpreter is given."""
    with stand_in(seconds) as url, tempfile.TemporaryDirectory() as scratch:
        work = Work(url=url, num_timed=num_timed, folder=Path(scratch))
        write_rows(work)
        if cookbook_python is None:
            run_tutortrain(work)
        else:
            run_cookbook(work, cookbook_python)
        done = httpx.get(f"{url}/done").json()
    if done["num_rows"] != [BATCH_SIZE] * work.steps or len(done["ends"]) != work.steps:
        raise SystemExit(f"the loop did other work than {work.steps} steps of {BATCH_SIZE} rows: {done}")
    waited = done["ends"][-1] - done["ends"][0]
    return float(waited / (CALLS_A_STEP * num_timed * seconds))


def report(ratios: Mapping[str, Sequence[float]], steps: int) -> None:
    for side, each in ratios.items():
        spread = f"{min(each):.4f} to {max(each):.4f}"
        print(f"{side:<16}median {median(each):.4f}, {spread}, n = {len(each)} runs of {steps} steps")


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


def write_rows(work: Work) -> None:
    """The embedded training rows in the form that both read; a few more than are trained on, to hold out."""
    rows = generate("train", BATCH_SIZE * (work.steps + 1), seed=0)
    turns = [(("user", row["prompt"]), ("assistant", row["response"])) for row in rows]
    lines = [{"messages": [{"role": role, "content": content} for role, content in each]} for each in turns]
    work.rows.write_text("".join(f"{json.dumps(line)}\n" for line in lines))


def run_cookbook(work: Work, python: Path) -> None:
    """Raises CalledProcessError where it fails; what it prints lands in a file, for that costs time, too."""
    command = [str(python), str(COOKBOOK), f"--url={work.url}", f"--out={work.folder / 'log'}"]
    command += [f"--model={EMBEDDED_FOLDER}", f"--data={work.rows}"]
    command += [f"--batch-size={BATCH_SIZE}", f"--steps={work.steps}"]
    environment = os.environ | {"TINKER_API_KEY": "tml-dummy", "TINKER_TELEMETRY": "0", "HF_HUB_OFFLINE": "1"}
    with (work.folder / "printed").open("wb") as printed:
        subprocess.run(command, check=True, stdout=printed, stderr=subprocess.STDOUT, env=environment)


def run_tutortrain(work: Work) -> None:
    """Trains as a run does, without its evaluation, checkpoints and log."""
    os.environ.setdefault("TINKER_API_KEY", "tml-dummy")
    settings = [
        *("backend=tinker", f"backend.base_url={work.url}", "benchmark=none"),
        *("data=jsonl", f"data.train_file={work.rows}", "data.num_eval=1"),
        *(f"training.max_steps={work.steps}", f"training.batch_size={BATCH_SIZE}"),
        *("training.eval_every=0", "training.checkpoint.every=0"),
    ]
    config = compose_job(settings)
    job = prepare(config)
    run = work.folder / "run"
    backend = open_backend(
        config.model, config.training.lora, config.backend, checkpoints=run / "checkpoints", seed=config.seed
    )
    workspace = Workspace(
        seed=config.seed,
        directory=RunDirectory(run),
        shared=work.folder,
        progress=lambda _stage, _done, _total: None,
        check=lambda: None,
        note=lambda _text: None,
    )
    method = job.recipe.begin(workspace)
    learning = Learning(trainer=backend.trainer(), method=method)
    total = num_steps(job.config.training, method.num_rows)
    plan = Plan(seed=config.seed, start=0, num_steps=total, training=job.config.training)
    for _ in train(learning, plan, lambda: False):
        pass


if __name__ == "__main__":
    main()
