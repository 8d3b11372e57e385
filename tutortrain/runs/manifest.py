"""run.json, schema 1: what a run was asked to do, on what, and how it went."""

from collections.abc import Mapping
from dataclasses import asdict, field, fields, is_dataclass
from pathlib import Path
from typing import Any, Final, Literal

from tutortrain.errors import RunError
from tutortrain.runs.atomic import write_atomically
from tutortrain.runs.metrics import Summary
from tutortrain.runs.strict_json import dumps
from tutortrain.runs.typed_json import read_file, stored
from tutortrain.usage import Usage

SCHEMA: Final = 1
Status = Literal["running", "completed", "failed", "interrupted", "killed"]
"""`killed` is never written: it is what `running` means once no process holds the directory."""


@stored
class Tokens:
    """How many tokens carried weight, went through the learner, and were sampled."""

    trained: int = 0
    processed: int = 0
    sampled: int = 0


@stored
class Cost:
    """What the service bills, as far as prices are known: at most, before the run; and so far, all attempts
    together. usage: the tokens that `actual` is for, by model, with those of benchmarks and held-out rows.
    """

    currency: str
    estimate: float | None
    actual: float | None
    usage: Mapping[str, Usage]


@stored
class Remote:
    """Where a service keeps what was trained: its address, and its own name for the training run.

    Every attempt that goes on from a checkpoint is another training run there; this is the last one's.
    """

    service: str
    run_id: str


@stored
class Git:
    """The commit of tutortrain's own repository; dirty when tracked files differ from it.

    diff: the SHA-256 of that difference, so that two dirty trees can be told apart; None for a clean one.
    """

    sha: str
    dirty: bool
    diff: str | None = None


@stored
class Attempt:
    """The code that one attempt at a run was made with."""

    git: Git | None
    packages: Mapping[str, str]


@stored
class DataFile:
    """A file that was read, `embedded` for the generated problems; the digest tells its contents."""

    path: str
    sha256: str
    num_rows: int


@stored
class Failure:
    """The error that ended a run: its class and what it said."""

    type: str
    message: str


@stored
class Manifest:
    """`seconds` is wall clock over all attempts, benchmarks included; `cost` is null where nothing is billed.

    config: every setting by dotted path. created: ISO 8601 with its offset. git, packages: the last
    attempt's; earlier_attempts: those of the ones before it, the first one first. remote: null for what was
    trained on this machine. tracking: the trackers that follow the run, with what went wrong in any.
    """

    schema: Literal[1] = SCHEMA
    name: str
    method: str
    status: Status
    created: str
    seconds: float
    attempts: int
    config: Mapping[str, Any]
    overrides: tuple[str, ...]
    metrics: Summary
    tokens: Tokens
    cost: Cost | None
    git: Git | None
    packages: Mapping[str, str]
    data: Mapping[str, DataFile]
    error: Failure | None
    earlier_attempts: tuple[Attempt, ...] = ()
    remote: Remote | None = None
    tracking: Mapping[str, str | None] = field(default_factory=dict)


def write(path: Path, manifest: Manifest) -> None:
    """Replaces run.json by rename."""
    write_atomically(path, dumps(asdict(manifest), indent=2) + "\n")


def read(path: Path) -> Manifest:
    """Raises RunError for a file that is missing, is no JSON, breaks the schema, or has another one."""
    try:
        return read_file(Manifest, path)
    except FileNotFoundError as error:
        raise RunError(f"{path.parent} is not a run: it has no {path.name}.") from error


def flatten(config: object) -> dict[str, Any]:
    """A tree of dataclasses and mappings as `{"training.lr": 1e-05, ...}`, its leaves JSON values."""
    flat: dict[str, Any] = {}
    for key, value in _children(config):
        if (is_dataclass(value) or isinstance(value, Mapping)) and _children(value):
            flat.update({f"{key}.{rest}": leaf for rest, leaf in flatten(value).items()})
        else:
            flat[key] = _leaf(value)
    return flat


def _children(node: Any) -> list[tuple[str, Any]]:
    if isinstance(node, Mapping):
        return list(node.items())
    return [(field.name, getattr(node, field.name)) for field in fields(node)]


def _leaf(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_leaf(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value
