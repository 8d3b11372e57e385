"""Backends: where models are trained and asked. `base` holds the seam; each kind below fills it.

base        the protocols that methods, benchmarks and tests see
models      from `model.base_model` to a folder, without reading weights
tokenizer   text to tokens by the model's own vocabulary and chat template, without torch
local/      PyTorch in this process
"""

from pathlib import Path
from pkgutil import resolve_name
from typing import Final, cast

from tutortrain.backends.base import Backend
from tutortrain.config.backend import BackendConfig
from tutortrain.config.model import ModelConfig
from tutortrain.config.training import LoraConfig
from tutortrain.errors import UserError

FACTORIES: Final = {"local": "tutortrain.backends.local.backend:open_local"}
"""kind -> `module:function`; resolved when a backend is opened, so only what is used is imported."""

CHECKS: Final = {"local": "tutortrain.backends.local.preflight:check"}
"""kind -> `module:function`; it imports nothing heavy, and what it raises costs no run number."""

INSTALL: Final = {"local": "pip install 'tutortrain[local]'"}
"""kind -> what to type when the libraries of that kind are missing."""


def check_backend(model: ModelConfig, lora: LoraConfig, backend: BackendConfig) -> None:
    """Raises UserError or ModelError for what `open_backend` would refuse, as far as can be seen outside."""
    resolve_name(CHECKS[backend.kind])(model, lora)


def open_backend(
    model: ModelConfig, lora: LoraConfig, backend: BackendConfig, *, checkpoints: Path, seed: int
) -> Backend:
    """The backend that `backend.kind` names; checkpoints are written below `checkpoints`.

    Raises UserError if its libraries are not installed, ModelError if the model is not there.
    """
    try:
        factory = resolve_name(FACTORIES[backend.kind])
    except ModuleNotFoundError as error:
        raise UserError(
            f"backend.kind={backend.kind} needs the package {error.name!r}: {INSTALL[backend.kind]}"
        ) from error
    return cast(Backend, factory(model, lora, backend, checkpoints=checkpoints, seed=seed))
