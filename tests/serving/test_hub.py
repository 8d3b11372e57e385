"""One model as a hub's cache."""

import json
import shutil
from pathlib import Path

import pytest
from huggingface_hub import snapshot_download
from huggingface_hub.utils import validate_repo_id

from tutortrain.backends.models import EMBEDDED_FOLDER
from tutortrain.backends.named import NamedModel
from tutortrain.serving.hub import lay_out, served_name


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("sft_001_lr1e-5_x", "sft_001_lr1e-5_x"),
        ("owner/model-1.7B", "owner/model-1.7B"),
        ("my model, v2..final--", "my-model-v2.final"),
        ("x" * 95 + "-yz", "x" * 95),
    ],
)
def test_a_label_is_served_as_a_name_that_hubs_allow(label: str, name: str) -> None:
    assert served_name(label) == name
    validate_repo_id(name)


def test_a_whole_model_is_found_in_the_cache_without_what_its_publisher_advises(tmp_path: Path) -> None:
    model = Path(shutil.copytree(EMBEDDED_FOLDER, tmp_path / "model"))
    (model / "generation_config.json").write_text('{"repetition_penalty": 2.0, "eos_token_id": 1}')

    folder = lay_out(tmp_path / "hub", "model", NamedModel(base_model=str(model)), "float32")

    found = snapshot_download("model", cache_dir=tmp_path / "hub", local_files_only=True)
    assert Path(found) == folder
    assert {file.name for file in folder.iterdir()} == {file.name for file in model.iterdir()}
    assert (folder / "model.safetensors").resolve() == model / "model.safetensors"
    generation = json.loads((folder / "generation_config.json").read_text())
    assert generation["eos_token_id"] == [1]
    assert "repetition_penalty" not in generation
