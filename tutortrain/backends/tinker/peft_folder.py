"""A folder of adapters that plain PEFT loads completely.

Exports leave parts of adapter_config.json null, and PEFT then guesses which layers carry adapters: what it
does not guess it leaves out without a word. The weights themselves tell the layers and the rank.
"""

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tutortrain.backends.models import ADAPTER_CONFIG
from tutortrain.backends.tinker.layers import ALPHA
from tutortrain.errors import BackendError

WEIGHTS: Final = "adapter_model.safetensors"
_LENGTH: Final = struct.Struct("<Q")
"""Before the header of a safetensors file (https://github.com/huggingface/safetensors, "Format")."""


def complete(folder: Path, base_model: str) -> tuple[str, ...]:
    """Fills in what adapter_config.json leaves open and returns the names of what was filled in.

    base_model: a folder or hub id that PEFT finds. Raises BackendError where the folder holds no adapters.
    """
    path = folder / ADAPTER_CONFIG
    try:
        given: dict[str, Any] = json.loads(path.read_bytes()) if path.is_file() else {}
        shapes = _shapes(folder / WEIGHTS)
    except (OSError, ValueError, struct.error) as error:
        raise BackendError(f"{folder} does not hold adapters as PEFT writes them: {error}") from error
    known = _known(shapes, folder) | {"base_model_name_or_path": base_model}
    missing = {name: value for name, value in known.items() if given.get(name) is None}
    path.write_text(json.dumps(given | missing, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return tuple(sorted(missing))


def _known(shapes: Mapping[str, list[int]], folder: Path) -> dict[str, Any]:
    """What the weights tell; alpha is the service's, for all of its adapters."""
    first = [name for name in shapes if ".lora_A." in name]
    if not first:
        raise BackendError(f"{folder / WEIGHTS} holds no LoRA adapters")
    modules = {name.partition(".lora_A.")[0].rpartition(".")[2] for name in first}
    return {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "r": shapes[first[0]][0],
        "lora_alpha": ALPHA,
        "target_modules": sorted(modules),
    }


def _shapes(path: Path) -> dict[str, list[int]]:
    """Names and shapes of all tensors, from the header alone."""
    with path.open("rb") as file:
        (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
        header: dict[str, Any] = json.loads(file.read(length))
    return {name: entry["shape"] for name, entry in header.items() if name != "__metadata__"}
