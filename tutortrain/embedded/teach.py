"""Rebuilds `tiny_teacher`: `python -m tutortrain.embedded.teach OUT_DIR` (two cores, ten minutes).

The embedded model learns to solve by reinforcement learning from verifiable rewards, as any user would have
it, and the adapters of its last step are written out in float16, half a megabyte at most.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tutortrain.backends.models import ADAPTER_CONFIG
from tutortrain.config.model import EMBEDDED
from tutortrain.runs.catalogue import find_runs
from tutortrain.runs.checkpoints import CheckpointLog
from tutortrain.runs.directory import RunDirectory

SETTINGS: Final = ("method=rlvr", "training.max_steps=300", "seed=1")
_WEIGHTS: Final = "adapter_model.safetensors"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("out_dir", type=Path)
    out_dir = parser.parse_args(arguments).out_dir
    with TemporaryDirectory() as scratch:
        trained = subprocess.run(
            [sys.executable, "-m", "tutortrain.train", *SETTINGS, f"output_root={scratch}"], check=False
        )
        if trained.returncode:
            raise SystemExit(trained.returncode)
        [run] = find_runs(Path(scratch))
        newest = CheckpointLog(RunDirectory(run).checkpoint_log).newest()
        if newest is None:
            raise SystemExit("the run left no checkpoint")
        write_adapters(Path(newest.checkpoint.path), out_dir)


def write_adapters(checkpoint: Path, out_dir: Path) -> None:
    """The adapters of a checkpoint in float16, without what only training needs."""
    from safetensors.numpy import load_file, save_file

    out_dir.mkdir(parents=True, exist_ok=True)
    config = json.loads((checkpoint / ADAPTER_CONFIG).read_text())
    config |= {"base_model_name_or_path": EMBEDDED, "target_modules": sorted(config["target_modules"])}
    (out_dir / ADAPTER_CONFIG).write_text(json.dumps(config, indent=2) + "\n")
    adapters = {name: value.astype("float16") for name, value in load_file(checkpoint / _WEIGHTS).items()}
    save_file(adapters, out_dir / _WEIGHTS, metadata={"format": "pt"})


if __name__ == "__main__":
    main()
