"""What trackers hold of a run, read back by their own libraries: values by step and key."""

import json
import struct
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tutortrain.tracking.base import TrackedRun

Held = dict[int, dict[str, float]]
SECONDS = 20.0
BLOCK, HEADER, FILE_HEADER = 32768, struct.Struct("<IHB"), 7


def tensorboard(run: TrackedRun, _id: str) -> Held:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(run.place / "tensorboard"), size_guidance={"scalars": 0}).Reload()
    held: Held = defaultdict(dict)
    for key in events.Tags()["scalars"]:
        for event in events.Scalars(key):
            assert key not in held[event.step], f"{key} was told twice of step {event.step}"
            held[event.step][key] = event.value
    return dict(held)


def mlflow_client(shared: Path) -> Any:
    from mlflow.tracking import MlflowClient

    return MlflowClient(f"sqlite:///{shared / 'mlflow' / 'mlflow.db'}")


def mlflow(run: TrackedRun, id: str) -> Held:
    client = mlflow_client(run.shared)
    held: Held = defaultdict(dict)
    for key in client.get_run(id).data.metrics:
        for metric in client.get_metric_history(id, key):
            assert key not in held[metric.step], f"{key} was told twice of step {metric.step}"
            held[metric.step][key] = metric.value
    return dict(held)


def trackio(run: TrackedRun, id: str) -> Held:
    from trackio import SQLiteStorage

    held: Held = defaultdict(dict)
    for row in SQLiteStorage.get_logs("tutortrain", run.name, run_id=id):
        values = {key: value for key, value in row.items() if key not in ("step", "timestamp")}
        assert not held[row["step"]].keys() & values.keys(), f"step {row['step']} was told twice"
        held[row["step"]].update(values)
    return dict(held)


def wandb(run: TrackedRun, id: str) -> Held:
    """Of all attempts together, as `wandb sync` would send them; scores are in the summary, at step -1."""
    held: Held = defaultdict(dict)
    attempts = sorted((run.place / "wandb").glob(f"offline-run-*/run-{id}.wandb"))
    wait_for_the_end(attempts[-1])
    for path in attempts:
        for record in _records(path):
            step = record.history.step.num
            for item in record.history.item:
                key = item.key or item.nested_key[0]
                if not key.startswith("_"):
                    assert key not in held[step], f"{key} was told twice of step {step}"
                    held[step][key] = json.loads(item.value_json)
            for item in record.summary.update:
                key = item.key or item.nested_key[0]
                if key.startswith("benchmark/"):
                    held[-1][key] = json.loads(item.value_json)
    return dict(held)


def wait_for_the_end(path: Path) -> None:
    """W&B's own process may still be writing for a moment after `finish`."""
    deadline = time.monotonic() + SECONDS
    while not any(record.HasField("exit") for record in _records(path)):
        assert time.monotonic() < deadline, f"{path} was not finished within {SECONDS} s"
        time.sleep(0.05)


def _records(path: Path) -> list[Any]:
    from wandb.proto.wandb_internal_pb2 import Record

    return [Record.FromString(record) for record in _unframed(path.read_bytes())]


def _unframed(data: bytes) -> Iterator[bytes]:
    """W&B's transaction log has the framing of LevelDB's: blocks, in which a record may be cut in pieces."""
    position, pieces = FILE_HEADER, b""
    while position + HEADER.size <= len(data):
        if BLOCK - position % BLOCK < HEADER.size:
            position += BLOCK - position % BLOCK
            continue
        _, length, kind = HEADER.unpack_from(data, position)
        start = position + HEADER.size
        if start + length > len(data):  # the process was killed
            return
        pieces += data[start : start + length]
        position = start + length
        if kind in (1, 4):  # whole, or the last piece
            yield pieces
            pieces = b""


READERS = {"tensorboard": tensorboard, "mlflow": mlflow, "trackio": trackio, "wandb": wandb}
