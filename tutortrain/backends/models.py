"""From `model.base_model` to a folder on this machine. No weights are read here, and no torch is imported."""

import json
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from tutortrain.config.model import EMBEDDED, OLLAMA_NAMES
from tutortrain.errors import ModelError, UserError

EMBEDDED_FOLDER: Final = Path(__file__).parent.parent / "embedded" / "model"
TOKENIZER_FILES: Final = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "chat_template.jinja",
    "config.json",
    "generation_config.json",
)
WEIGHT_FILES: Final = ("*.safetensors", "*.safetensors.index.json")
WEIGHTS: Final = ("*.safetensors", "*.bin")
"""What a local folder's weights lie in; from a hub only safetensors are fetched."""
ADAPTER_CONFIG: Final = "adapter_config.json"
"""What PEFT writes beside adapters, and what tells them from a whole model."""
_HUB_SECONDS: Final = 10.0
"""How long the hub may be silent before it counts as unreachable."""


def locate(base_model: str, key: str = "model.base_model") -> Path | str:
    """The folder that `base_model` means, or the hub id that it must be; `key` is the setting that said so.

    Raises ModelError for what looks like a path or a short name but is none, and for a folder without a
    config.json.
    """
    folder = EMBEDDED_FOLDER if base_model == EMBEDDED else Path(base_model).expanduser()
    if folder.is_dir():
        return _checked(folder)
    if ":" in base_model and "/" not in base_model:
        raise ModelError(
            f"{key}={base_model}: not one of the short names known here "
            f"({', '.join(OLLAMA_NAMES)}); give a folder or the hub id, such as Qwen/Qwen3-0.6B"
        )
    if base_model == EMBEDDED or _looks_like_a_path(base_model):
        raise ModelError(f"{key}={base_model}: there is no such folder{_nearest(folder)}")
    return base_model


def model_folder(base_model: str, files: tuple[str, ...] = TOKENIZER_FILES + WEIGHT_FILES) -> Path:
    """A local folder that holds `files` of the model; a hub id is downloaded once and then found in the
    cache.

    Raises ModelError where `locate` does, and when the hub does not have the model or cannot be reached.
    """
    found = locate(base_model)
    return found if isinstance(found, Path) else _download(found, files)


def folder_on_this_machine(base_model: str) -> Path | None:
    """As `model_folder`, weights included, but nothing is fetched: None where that would be needed."""
    found = locate(base_model)
    if isinstance(found, Path):
        return found
    try:
        from huggingface_hub import snapshot_download

        return Path(
            snapshot_download(found, allow_patterns=[*TOKENIZER_FILES, *WEIGHT_FILES], local_files_only=True)
        )
    except (ModuleNotFoundError, OSError, ValueError):
        return None


def read_object(path: Path) -> dict[str, Any]:
    """The object in one of a model's JSON files; empty if there is no such file.

    Raises ModelError for a file that is no JSON.
    """
    if not path.is_file():
        return {}
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelError(f"{path} is no JSON: {error}") from error
    return value if isinstance(value, dict) else {}


def _checked(folder: Path) -> Path:
    if not (folder / "config.json").is_file():
        raise ModelError(f"{folder} is no model folder: it holds no config.json")
    return folder


def _looks_like_a_path(name: str) -> bool:
    return name.startswith((".", "/", "~")) or name.count("/") != 1 or "\\" in name


def _nearest(folder: Path) -> str:
    """Neighbours with a similar name, as the end of a message; the embedded model is near a bare name."""
    if not folder.parent.is_dir():
        return f"; {folder.parent} does not exist either"
    siblings = {entry.name: entry for entry in folder.parent.iterdir() if entry.is_dir()}
    if folder.parent == Path():
        siblings[EMBEDDED] = Path(EMBEDDED)
    close = get_close_matches(folder.name, siblings, n=3)
    return f"; did you mean {' or '.join(str(siblings[name]) for name in close)}?" if close else ""


def _download(hub_id: str, files: tuple[str, ...]) -> Path:
    """The hub's snapshot, from the cache when the hub cannot be asked; errors in one line."""
    try:
        from huggingface_hub import errors, snapshot_download
    except ModuleNotFoundError as error:
        raise UserError(
            f"model.base_model={hub_id} is on a model hub: pip install 'tutortrain[local]', or give a folder"
        ) from error
    try:
        folder = snapshot_download(hub_id, allow_patterns=list(files), etag_timeout=_HUB_SECONDS)
    except errors.GatedRepoError as error:
        raise ModelError(
            f"{hub_id} is gated: ask for access at https://huggingface.co/{hub_id}, then `hf auth login`"
        ) from error
    except errors.RepositoryNotFoundError as error:
        raise ModelError(f"The hub has no model {hub_id!r}, and there is no folder of that name") from error
    except errors.HFValidationError as error:
        raise ModelError(f"{hub_id!r} is neither a folder nor a hub id such as Qwen/Qwen3-0.6B") from error
    except (errors.HfHubHTTPError, OSError) as error:
        raise ModelError(
            f"{hub_id} is not in the local hub cache and the model hub cannot be reached; "
            "download it on a connected machine and give its folder instead"
        ) from error
    return _checked(Path(folder))
