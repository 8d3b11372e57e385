"""What can be refused before torch is imported: missing libraries, adapters on modules that are not there."""

import difflib
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from tutortrain.backends.models import locate
from tutortrain.config.model import ModelConfig
from tutortrain.config.training import LoraConfig
from tutortrain.errors import ModelError, UserError

PACKAGES: Final = ("torch", "transformers", "peft")
_LENGTH_BYTES: Final = 8
"""A safetensors file begins with the length of its JSON header (huggingface/safetensors, "Format")."""


def check(model: ModelConfig, lora: LoraConfig) -> None:
    """Raises UserError without PyTorch and its like, ModelError for LoRA targets that a local model lacks.

    A model on a hub is looked at when it has been downloaded.
    """
    missing = [package for package in PACKAGES if find_spec(package) is None]
    if missing:
        raise UserError(f"backend=local needs {', '.join(missing)}: pip install 'tutortrain[local]'")
    folder = locate(model.base_model)
    if isinstance(folder, Path) and lora.rank and lora.targets != "all-linear":
        _check_targets(folder, lora.targets)


def _check_targets(folder: Path, targets: tuple[str, ...]) -> None:
    modules = {name.removesuffix(".weight").rpartition(".")[2] for name in _weight_names(folder)}
    unknown = [target for target in targets if modules and target.rpartition(".")[2] not in modules]
    if unknown:
        near = difflib.get_close_matches(unknown[0], modules, 1)
        meant = f"; did you mean {near[0]}?" if near else ""
        raise ModelError(
            f"training.lora.targets: the model has no {', '.join(unknown)}{meant} "
            f"(it has {', '.join(sorted(modules))}, or say all-linear)"
        )


def _weight_names(folder: Path) -> Iterator[str]:
    """Names of the tensors in a folder's safetensors files, from their headers."""
    for file in folder.glob("*.safetensors"):
        with file.open("rb") as stream:
            length = int.from_bytes(stream.read(_LENGTH_BYTES), "little")
            yield from (name for name in json.loads(stream.read(length)) if name.endswith(".weight"))
