"""adapter_config.json is completed from the weights; what is no folder of adapters is refused."""

import json
import struct
from pathlib import Path

import pytest

from tutortrain.backends.tinker.peft_folder import WEIGHTS, complete
from tutortrain.errors import BackendError

LAYER = "base_model.model.model.layers.0"
NAMES = [f"{LAYER}.self_attn.q_proj.lora_A.weight", f"{LAYER}.mlp.down_proj.lora_A.weight"]


def write_weights(folder: Path, names: list[str], rank: int = 4) -> None:
    """The header of a safetensors file, which is all that is read."""
    header = json.dumps(
        {"__metadata__": {"format": "pt"}}
        | {name: {"dtype": "F32", "shape": [rank, 8], "data_offsets": [0, 0]} for name in names}
    ).encode()
    (folder / WEIGHTS).write_bytes(struct.pack("<Q", len(header)) + header)


def config(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / "adapter_config.json").read_text()))


def test_what_is_null_or_missing_is_filled_in_and_the_rest_stays(tmp_path: Path) -> None:
    write_weights(tmp_path, NAMES)
    given = {"r": 4, "lora_alpha": 16, "peft_type": "LORA", "target_modules": None, "bias": "none"}
    (tmp_path / "adapter_config.json").write_text(json.dumps(given))

    assert complete(tmp_path, "Qwen/Qwen3-8B") == ("base_model_name_or_path", "target_modules", "task_type")
    assert config(tmp_path) == given | {
        "target_modules": ["down_proj", "q_proj"],
        "base_model_name_or_path": "Qwen/Qwen3-8B",
        "task_type": "CAUSAL_LM",
    }
    assert complete(tmp_path, "another") == ()


def test_a_folder_without_a_config_gets_one(tmp_path: Path) -> None:
    write_weights(tmp_path, NAMES, rank=7)

    complete(tmp_path, "Qwen/Qwen3-8B")

    assert (config(tmp_path)["r"], config(tmp_path)["lora_alpha"]) == (7, 32.0)


@pytest.mark.parametrize("content", [None, b"", b"\x05\0\0\0\0\0\0\0{", struct.pack("<Q", 2) + b"{}"])
def test_what_holds_no_adapters_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / WEIGHTS).write_bytes(content)

    with pytest.raises(BackendError, match=r"does not hold adapters as PEFT|holds no LoRA adapters"):
        complete(tmp_path, "Qwen/Qwen3-8B")
