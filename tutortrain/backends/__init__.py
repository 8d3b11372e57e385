"""Backends: where models are trained and asked. `base` holds the seam; each kind below fills it.

base        the protocols that methods, benchmarks and tests see
models      from `model.base_model` to a folder, without reading weights
tokenizer   text to tokens by the model's own vocabulary and chat template, without torch
local/      PyTorch in this process
tinker/     the Tinker training API, hosted or at an address
"""

from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name
from typing import Final, cast

from tutortrain.backends.base import Backend
from tutortrain.config.backend import BackendConfig
from tutortrain.config.model import ModelConfig
from tutortrain.config.training import LoraConfig
from tutortrain.errors import UserError
from tutortrain.types import Checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of backend; its functions are named as `module:function` and imported when they are called.

    open: as `open_backend`. check, check_checkpoint, base_of: as the functions below; they run before every
        claim and import nothing heavy.
    install: what to type when the libraries of this kind are missing.
    """

    open: str
    check: str
    check_checkpoint: str
    base_of: str
    install: str


KINDS: Final = {
    "local": Kind(
        open="tutortrain.backends.local.backend:open_local",
        check="tutortrain.backends.local.preflight:check",
        check_checkpoint="tutortrain.backends.local.preflight:check_checkpoint",
        base_of="tutortrain.backends.local.preflight:base_of",
        install="pip install 'tutortrain[local]'",
    ),
    "tinker": Kind(
        open="tutortrain.backends.tinker.backend:open_tinker",
        check="tutortrain.backends.tinker.preflight:check",
        check_checkpoint="tutortrain.backends.tinker.preflight:check_checkpoint",
        base_of="tutortrain.backends.tinker.preflight:base_of",
        install="pip install 'tutortrain[tinker]'",
    ),
}


def check_backend(model: ModelConfig, lora: LoraConfig | None, backend: BackendConfig) -> None:
    """Raises UserError, ConfigError or ModelError for what `open_backend` would refuse, as far as can be seen
    without opening it, and BackendError for a service that is not there.

    lora: None for a model that is asked and not trained.
    """
    resolve_name(KINDS[backend.kind].check)(model, lora, backend)


def check_checkpoint(checkpoint: Checkpoint, backend: BackendConfig) -> None:
    """Raises ModelError for a checkpoint that this kind of backend cannot read: one on a service, or on this
    machine.
    """
    resolve_name(KINDS[backend.kind].check_checkpoint)(checkpoint)


def base_of(checkpoint: Checkpoint, backend: BackendConfig) -> str:
    """The model that training began with, in the backend's own words for it.

    Raises ModelError as `check_checkpoint` does and for a checkpoint that does not say so, and BackendError
    for a service that is not there.
    """
    return cast(str, resolve_name(KINDS[backend.kind].base_of)(checkpoint, backend))


def open_backend(
    model: ModelConfig, lora: LoraConfig, backend: BackendConfig, *, checkpoints: Path, seed: int
) -> Backend:
    """The backend that `backend.kind` names; checkpoints are written below `checkpoints`.

    Raises UserError if its libraries are not installed, ModelError if the model is not there.
    """
    kind = KINDS[backend.kind]
    try:
        factory = resolve_name(kind.open)
    except ModuleNotFoundError as error:
        raise UserError(
            f"backend.kind={backend.kind} needs the package {error.name!r}: {kind.install}"
        ) from error
    return cast(Backend, factory(model, lora, backend, checkpoints=checkpoints, seed=seed))
