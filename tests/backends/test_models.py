"""From `model.base_model` to a folder."""

import json
from pathlib import Path

import pytest

from tests.backends.small_models import write_tokenizer
from tutortrain.backends.models import locate, model_folder
from tutortrain.errors import ModelError


def test_a_folder_with_a_config_is_a_model(tmp_path: Path) -> None:
    folder = write_tokenizer(tmp_path / "mine")

    assert locate(str(folder)) == folder
    assert model_folder(str(folder)) == folder


def test_a_folder_without_a_config_is_none(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"is no model folder: it holds no config\.json"):
        locate(str(tmp_path))


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere/at/all", "~/nowhere", "a/b/c", "a\\b", "nowhere"])
def test_what_can_only_be_a_path_must_exist(name: str) -> None:
    with pytest.raises(ModelError, match="there is no such folder"):
        locate(name)


def test_a_missing_folder_names_its_nearest_neighbour(tmp_path: Path) -> None:
    (tmp_path / "smollm2").mkdir()

    with pytest.raises(ModelError, match=rf"did you mean {tmp_path}/smollm2\?"):
        locate(str(tmp_path / "smolm2"))


def test_the_embedded_model_is_near_a_bare_name() -> None:
    with pytest.raises(ModelError, match=r"model\.base_model=tiny2: .*; did you mean tiny\?"):
        locate("tiny2")


def test_a_missing_parent_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"{tmp_path}/none does not exist either"):
        locate(str(tmp_path / "none" / "model"))


def test_owner_and_name_are_a_hub_id() -> None:
    assert locate("Qwen/Qwen3-0.6B") == "Qwen/Qwen3-0.6B"


def test_a_hub_id_without_a_network_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))

    with pytest.raises(ModelError, match=r"nobody/nothing is not in the local hub cache") as caught:
        model_folder("nobody/nothing")
    assert "\n" not in str(caught.value)


def test_a_hub_id_is_found_in_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    snapshot = tmp_path / "models--some--model" / "snapshots" / "abc123"
    write_tokenizer(snapshot)
    (tmp_path / "models--some--model" / "refs").mkdir()
    (tmp_path / "models--some--model" / "refs" / "main").write_text("abc123")

    assert model_folder("some/model") == snapshot
    assert json.loads((snapshot / "config.json").read_text())["model_type"] == "llama"
