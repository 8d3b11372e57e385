"""What is refused before a run is claimed, and that torch is not needed for it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.backends.small_models import write_model, write_tokenizer
from tutortrain.backends import KINDS, check_backend
from tutortrain.config.backend import LocalConfig
from tutortrain.config.model import ModelConfig
from tutortrain.config.training import LoraConfig
from tutortrain.errors import ConfigError, ModelError

Check = Callable[..., None]


@pytest.fixture
def check(folder: Path) -> Check:
    """Checks the local backend for the small Llama, or `base`, with these targets on this device."""

    def check_it(base: Path = folder, targets: Any = "all-linear", device: Any = "auto") -> None:
        check_backend(
            ModelConfig(base_model=str(base), max_length=64),
            LoraConfig(rank=4, alpha=8.0, dropout=0.0, targets=targets),
            LocalConfig(
                kind="local",
                device=device,
                dtype="auto",
                micro_batch_tokens=256,
                sampling_batch=64,
                num_threads=None,
            ),
        )

    return check_it


@pytest.mark.parametrize("targets", ["all-linear", ("q_proj", "mlp.down_proj"), ("lm_head",)])
def test_layers_that_the_model_has_may_be_adapted(check: Check, targets: Any) -> None:
    check(targets=targets)


@pytest.mark.parametrize("target", ["q_prj", "embed_tokens", "norm", "self_attn", "attn.q_proj", "proj"])
def test_targets_that_mean_no_linear_layer_are_refused(check: Check, target: str) -> None:
    with pytest.raises(ModelError, match=rf"no linear layer {target}.*; it has down_proj, .*q_proj"):
        check(targets=("q_proj", target))


def test_a_misspelled_target_gets_the_nearest(check: Check) -> None:
    with pytest.raises(ModelError, match=r"\(did you mean q_proj\?\)"):
        check(targets=("q_prj",))


def test_a_folder_without_weights_is_refused(check: Check, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"holds no weights: there is no file \*\.safetensors or \*\.bin"):
        check(write_tokenizer(tmp_path / "model"))


@pytest.mark.parametrize("content", [b"", b"version https://git-lfs.github.com/spec/v1\noid 1", b"\x09" * 40])
def test_a_file_that_holds_no_weights_is_refused(check: Check, tmp_path: Path, content: bytes) -> None:
    model = write_model(tmp_path / "model")
    (model / "model.safetensors").write_bytes(content)

    with pytest.raises(ModelError, match=r"model\.safetensors is damaged, or only a pointer"):
        check(model)


def test_a_device_that_is_not_there_is_refused(check: Check) -> None:
    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    with pytest.raises(ConfigError, match=r"backend\.device=cuda: PyTorch finds no such device"):
        check(device="cuda")


def test_checking_imports_neither_torch_nor_the_tinker_sdk() -> None:
    program = (
        "import sys; from pkgutil import resolve_name; from tutortrain.backends import KINDS;"
        "[resolve_name(kind.check) for kind in KINDS.values()]; print({'torch', 'tinker'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "set()"
    assert list(KINDS) == ["local", "tinker"]
