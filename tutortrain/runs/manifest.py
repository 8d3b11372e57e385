"""run.json, schema 1: what a run was asked to do, on what, and how it went."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from tutortrain.errors import RunError
from tutortrain.runs import shapes
from tutortrain.runs.atomic import write_atomically
from tutortrain.runs.metrics import Best, Summary
from tutortrain.runs.strict_json import dumps, nan_for_null
from tutortrain.usage import Usage

T = TypeVar("T", "Best", "DataFile")

SCHEMA: Final = 1
Status = Literal["running", "completed", "failed", "interrupted", "killed"]
"""`killed` is never written: it is what `running` means once no process holds the directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """How many tokens carried weight, went through the learner, and were sampled."""

    trained: int = 0
    processed: int = 0
    sampled: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the service bills, as far as prices are known: at most, before the run; and so far, all attempts
    together. usage: the tokens that `actual` is for, by model, with those of benchmarks and held-out rows.
    """

    currency: str
    estimate: float | None
    actual: float | None
    usage: Mapping[str, Usage]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """Where a service keeps what was trained: its address, and its own name for the training run.

    Every attempt that goes on from a checkpoint is another training run there; this is the last one's.
    """

    service: str
    run_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """The commit of tutortrain's own repository; dirty when tracked files differ from it.

    diff: the SHA-256 of that difference, so that two dirty trees can be told apart; None for a clean one.
    """

    sha: str
    dirty: bool
    diff: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """The code that one attempt at a run was made with."""

    git: Git | None
    packages: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A file that was read, `embedded` for the generated problems; the digest tells its contents."""

    path: str
    sha256: str
    num_rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The error that ended a run: its class and what it said."""

    type: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`seconds` is wall clock over all attempts, benchmarks included; `cost` is null where nothing is billed.

    config: every setting by dotted path. created: ISO 8601 with its offset. git, packages: the last
    attempt's; earlier_attempts: those of the ones before it, the first one first. remote: null for what was
    trained on this machine. tracking: the trackers that follow the run, with what went wrong in any.
    """

    schema: int = SCHEMA
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


class OtherSchema(Exception):
    """Another version of tutortrain wrote the file."""


def read(path: Path) -> Manifest:
    """Raises RunError for a file that is missing, is no JSON, breaks the schema, or has another one."""
    try:
        return parse(_json(path.read_bytes()))
    except FileNotFoundError as error:
        raise RunError(f"{path.parent} is not a run: it has no {path.name}.") from error
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror}.") from error
    except OtherSchema as error:
        raise RunError(f"{path}: {error}; read it with the version that wrote it.") from error
    except shapes.WrongShape as error:
        raise RunError(f"{path}: {error}; restore it or remove the directory.") from error


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        raise shapes.WrongShape(f"expected a JSON object, and this is not JSON at {where}") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise shapes.WrongShape("expected a JSON object, and this is not JSON") from error


def parse(raw: Any) -> Manifest:
    """Raises WrongShape, which says what was expected, where `raw` is no manifest, or OtherSchema."""
    given = shapes.mapping(raw, "", Manifest)
    if given.get("schema", SCHEMA) != SCHEMA:
        raise OtherSchema(f"its schema is {given['schema']!r}, and this version of tutortrain knows {SCHEMA}")
    shapes.with_keys(Manifest, given)
    earlier = shapes.array(given.get("earlier_attempts", []), "earlier_attempts")
    nested = {
        "overrides": tuple(shapes.array(given["overrides"], "overrides")),
        "metrics": _summary(shapes.with_keys(Summary, given["metrics"], "metrics")),
        "tokens": shapes.build(Tokens, given["tokens"], "tokens"),
        "cost": _cost(given["cost"]) if given["cost"] else None,
        "git": _git(given["git"]),
        "data": _built(DataFile, given["data"], "data"),
        "error": shapes.build(Failure, given["error"], "error") if given["error"] else None,
        "earlier_attempts": tuple(_attempt(attempt) for attempt in earlier),
        "remote": shapes.build(Remote, given["remote"], "remote") if given.get("remote") else None,
    }
    return shapes.build(Manifest, {**given, **nested})


def _summary(raw: Mapping[str, Any]) -> Summary:
    final = nan_for_null(shapes.numbers(raw["final"], "metrics.final"))
    return Summary(final=final, best=_built(Best, raw["best"], "metrics.best"))


def _built(kind: type[T], raw: Any, place: str) -> dict[str, T]:
    items = shapes.mapping(raw, place).items()
    return {key: shapes.build(kind, value, f"{place}.{key}") for key, value in items}


def _cost(raw: Any) -> Cost:
    given = shapes.with_keys(Cost, raw, "cost")
    return shapes.build(Cost, {**given, "usage": _built(Usage, given["usage"], "cost.usage")}, "cost")


def _git(raw: Any) -> Git | None:
    return shapes.build(Git, raw, "git") if raw else None


def _attempt(raw: Any) -> Attempt:
    given = shapes.with_keys(Attempt, raw, "earlier_attempts")
    return shapes.build(Attempt, {**given, "git": _git(given["git"])}, "earlier_attempts")


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
