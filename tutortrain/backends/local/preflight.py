"""What can be refused before a run is claimed, and but for a named GPU before torch is imported."""

import json
from pathlib import Path
from typing import Final

from tutortrain.backends.local.targets import refuse_unknown
from tutortrain.backends.models import WEIGHTS, locate
from tutortrain.backends.named import find_model
from tutortrain.config.backend import LocalConfig
from tutortrain.config.model import ModelConfig
from tutortrain.config.training import LoraConfig
from tutortrain.errors import ModelError, UserError
from tutortrain.installed import lacking
from tutortrain.runs.checkpoints import training_run
from tutortrain.types import Checkpoint

PACKAGES: Final = ("torch", "transformers", "peft")
_LENGTH_BYTES: Final = 8
"""A safetensors file begins with the length of its JSON header (huggingface/safetensors, "Format")."""
_TIED_HEAD: Final = "lm_head"
"""Not stored where it is the embedding's transpose, but a linear layer all the same."""


def check(model: ModelConfig, lora: LoraConfig | None, backend: LocalConfig) -> None:
    """Raises UserError without PyTorch and its like, ConfigError for a device that is not there, ModelError
    for a folder without weights and for LoRA targets that mean none of its layers.

    A model on a hub is looked at when it has been downloaded.
    """
    require_packages("backend=local")
    folder = locate(model.base_model)
    if isinstance(folder, Path):
        _check_folder(folder, lora)
    if backend.device not in ("auto", "cpu"):
        _check_device(backend)


def require_packages(doing: str) -> None:
    """Raises UserError without PyTorch and its like; `doing` is what needs them."""
    if missing := lacking(PACKAGES):
        raise UserError(f"{doing} needs {', '.join(missing)}: pip install 'tutortrain[local]'")


def check_checkpoint(checkpoint: Checkpoint) -> None:
    """Raises ModelError for one on a service."""
    if training_run(checkpoint) is not None:
        raise ModelError(
            f"{checkpoint.path} lies on a service and this machine cannot read it; set backend=tinker, or "
            "fetch it by `tutortrain tinker download` and name its folder"
        )


def base_of(checkpoint: Checkpoint, _backend: LocalConfig) -> str:
    """A folder says itself what it was trained from; raises as `check_checkpoint` for an address."""
    check_checkpoint(checkpoint)
    return find_model(checkpoint.path).base_model


def _check_device(backend: LocalConfig) -> None:
    from tutortrain.backends.local.devices import choose_device

    choose_device(backend)


def _check_folder(folder: Path, lora: LoraConfig | None) -> None:
    if not any(path for pattern in WEIGHTS for path in folder.glob(pattern)):
        raise ModelError(f"{folder} holds no weights: there is no file {' or '.join(WEIGHTS)} in it")
    layers = _linear_layers(folder)
    if lora is not None and lora.rank and layers:
        refuse_unknown(lora.targets, layers | {_TIED_HEAD})


def _linear_layers(folder: Path) -> set[str]:
    """Modules with a matrix of weights in a folder's safetensors files, embeddings left out."""
    found = set()
    for file in folder.glob("*.safetensors"):
        for name, tensor in _header(file).items():
            module = name.removesuffix(".weight")
            if module != name and len(tensor["shape"]) == 2 and "embed" not in module.rpartition(".")[2]:
                found.add(module)
    return found


def _header(file: Path) -> dict[str, dict[str, list[int]]]:
    """A safetensors file's tensors by name, without their values. Raises ModelError if it is none."""
    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(_LENGTH_BYTES), "little")
        try:
            header: dict[str, dict[str, list[int]]] = json.loads(
                stream.read(min(length, file.stat().st_size))
            )
        except ValueError as error:
            raise ModelError(f"{file} is damaged, or only a pointer to weights; download it again") from error
    header.pop("__metadata__", None)
    return header
