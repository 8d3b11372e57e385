"""One model as the cache of a model hub (huggingface_hub, "Understand caching").

From a plain folder, transformers' server knows a model by its path, and lists at /v1/models what else the
user has downloaded, or fails where there is no cache. From a cache of its own it lists this model alone, by
the name that requests must give and that a benchmark can check.
"""

import re
from pathlib import Path
from typing import Final

from tutortrain.backends.export import export_merged
from tutortrain.backends.export.generation import GENERATION_CONFIG, write_generation
from tutortrain.backends.models import model_folder
from tutortrain.backends.named import NamedModel

REVISION: Final = "0" * 40
"""In place of a commit."""
_MAX_LENGTH: Final = 96
"""Of a hub id (`huggingface_hub.utils.validate_repo_id`)."""


def served_name(label: str) -> str:
    """The label as far as it can be a hub id, in which no two dashes or dots follow one another."""
    plain = re.sub(r"[^\w./-]+", "-", label, flags=re.ASCII)
    return re.sub(r"([-.])[-.]+", r"\1", plain)[:_MAX_LENGTH].strip("-./")


def lay_out(hub: Path, name: str, weights: NamedModel, dtype: str) -> Path:
    """Puts the model into `hub`, a new folder, and returns where its files are.

    Adapters are merged in `dtype`; a whole model stays where it is and is linked to. Raises what
    `export_merged` raises.
    """
    repository = hub / f"models--{name.replace('/', '--')}"
    folder = repository / "snapshots" / REVISION
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text(REVISION)
    if weights.checkpoint is None:
        _link(model_folder(weights.base_model), folder)
    else:
        export_merged(weights, folder, dtype)
    return folder


def _link(model: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for file in model.iterdir():
        if file.is_file() and file.name != GENERATION_CONFIG:
            (folder / file.name).symlink_to(file.resolve())
    write_generation(model, folder)
