"""run.json, schema 1: what a run was asked to do, on what, and how it went."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Final, Literal

from tutortrain.errors import RunError
from tutortrain.runs.atomic import write_atomically
from tutortrain.runs.metrics import Best, Summary
from tutortrain.runs.strict_json import dumps, nan_for_null

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
    attempt's; earlier_attempts: those of the ones before it, the first one first.
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
    cost: float | None
    git: Git | None
    packages: Mapping[str, str]
    data: Mapping[str, DataFile]
    error: Failure | None
    earlier_attempts: tuple[Attempt, ...] = ()


def write(path: Path, manifest: Manifest) -> None:
    """Replaces run.json by rename."""
    write_atomically(path, dumps(asdict(manifest), indent=2) + "\n")


def read(path: Path) -> Manifest:
    """Raises RunError for a file that is missing, is no JSON, lacks a key, or has a schema of the future."""
    try:
        return parse(json.loads(path.read_bytes()))
    except FileNotFoundError as error:
        raise RunError(f"{path.parent} is not a run: it has no {path.name}.") from error
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror}.") from error
    except KeyError as error:
        raise RunError(f"{path} is damaged: the key {error} is missing.") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise RunError(f"{path} is damaged: {error}.") from error


def parse(raw: Mapping[str, Any]) -> Manifest:
    """Raises KeyError, TypeError or ValueError where `raw` is no manifest; `read` makes them readable."""
    if raw["schema"] != SCHEMA:
        raise ValueError(f"its schema is {raw['schema']!r}, and this version of tutortrain knows {SCHEMA}")
    metrics = raw["metrics"]
    nested = {
        "overrides": tuple(raw["overrides"]),
        "metrics": Summary(
            final=nan_for_null(metrics["final"]),
            best={key: Best(**best) for key, best in metrics["best"].items()},
        ),
        "tokens": Tokens(**raw["tokens"]),
        "git": _git(raw["git"]),
        "data": {part: DataFile(**file) for part, file in raw["data"].items()},
        "error": raw["error"] and Failure(**raw["error"]),
        "earlier_attempts": tuple(_attempt(**earlier) for earlier in raw.get("earlier_attempts", ())),
    }
    return Manifest(**{**raw, **nested})


def _git(raw: Mapping[str, Any] | None) -> Git | None:
    return Git(**raw) if raw else None


def _attempt(git: Mapping[str, Any] | None, packages: Mapping[str, str]) -> Attempt:
    return Attempt(git=_git(git), packages=packages)


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
