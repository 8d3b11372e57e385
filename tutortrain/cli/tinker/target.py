"""From what a user types to a service and its training runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from tutortrain.errors import RunError

if TYPE_CHECKING:
    from tutortrain.backends.tinker.remote import Remote
    from tutortrain.backends.tinker.service import Service
    from tutortrain.runs.directory import RunDirectory

KEY: Final = "TINKER_API_KEY"
CONNECT_SECONDS: Final = 10.0
PATIENCE_SECONDS: Final = 300.0

Run = Annotated[
    str,
    typer.Argument(
        help="A run's directory or short name, such as sft_001, or a training run's name on the service"
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", help="The service: what comes before /api/v1; default: the run's, or hosted"),
]
ApiKeyEnv = Annotated[
    str | None,
    typer.Option("--api-key-env", help=f"NAME of the variable with the key; default: the run's, or {KEY}"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Training runs of one service, the newest last; `directory` is the run of ours that they belong to."""

    service: "Service"
    run_ids: tuple[str, ...]
    directory: "RunDirectory | None"


def open_remote(service: "Service") -> "Remote":
    """Raises UserError without the SDK or a key, BackendError where nobody answers."""
    from tutortrain.backends.tinker.preflight import require_sdk

    require_sdk()
    from tutortrain.backends.tinker.remote import Remote

    return Remote(service)


def find(run: str, base_url: str | None, api_key_env: str | None) -> Target:
    """The run of ours that `run` names, else the service's training run of that name.

    What is given beside it is asked instead of the service in the run's settings: a server may have moved.
    """
    from tutortrain.backends.tinker.names import SCHEME
    from tutortrain.runs.lookup import find_run, resolve

    if run.startswith(SCHEME):
        run_id = run.removeprefix(SCHEME).partition("/")[0]
        return Target(service=service(base_url, api_key_env), run_ids=(run_id,), directory=None)
    try:
        resolve(run)
    except RunError:
        if "/" in run:
            raise
        return Target(service=service(base_url, api_key_env), run_ids=(run,), directory=None)
    return _of_directory(find_run(run), base_url, api_key_env)


def _of_directory(directory: "RunDirectory", base_url: str | None, api_key_env: str | None) -> Target:
    from tutortrain.runs import manifest as manifests

    manifest = manifests.read(directory.manifest)
    kind = manifest.config.get("backend.kind")
    if kind != "tinker":
        raise RunError(f"{directory.path} was trained by backend={kind}: no service knows it")
    found = _training_runs(directory, manifest.remote.run_id if manifest.remote else None)
    if not found:
        raise RunError(f"{directory.path} has no checkpoint, so the service keeps nothing of it")
    return Target(service=service(base_url, api_key_env, manifest.config), run_ids=found, directory=directory)


def service(
    base_url: str | None, api_key_env: str | None, config: Mapping[str, Any] | None = None
) -> "Service":
    """What is given, else what a run was trained with, else the hosted service. Raises ConfigError."""
    from tutortrain.backends.tinker.service import Service
    from tutortrain.config.backend import HOSTED
    from tutortrain.config.endpoint import parse_address

    known = config or {}
    return Service(
        url=parse_address(base_url or known.get("backend.base_url") or HOSTED, "--base-url"),
        api_key_env=_variable(api_key_env or known.get("backend.api_key_env") or KEY),
        connect_seconds=known.get("backend.connect_seconds", CONNECT_SECONDS),
        patience_seconds=known.get("backend.patience_seconds", PATIENCE_SECONDS),
    )


def _training_runs(directory: "RunDirectory", newest: str | None) -> tuple[str, ...]:
    """Every attempt of a run is a training run of its own; the one in run.json is the last."""
    from tutortrain.runs.checkpoints import CheckpointLog, training_run

    saved = sorted(CheckpointLog(directory.checkpoint_log).records(), key=lambda record: record.step)
    ids = [training_run(record.checkpoint) for record in saved]
    known = [run_id for run_id in [*ids, newest] if run_id is not None]
    return tuple(reversed(dict.fromkeys(reversed(known))))


def _variable(name: str) -> str:
    from pydantic import TypeAdapter

    from tutortrain.config.endpoint import VariableName

    return TypeAdapter(VariableName).validate_python(name)
