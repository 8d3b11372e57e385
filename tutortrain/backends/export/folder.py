"""Writes weights into a new folder; what could be refused is refused before PyTorch is imported."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tutortrain.backends.export.card import write_card
from tutortrain.backends.export.generation import write_generation
from tutortrain.backends.local.preflight import require_packages
from tutortrain.backends.models import (
    ADAPTER_CONFIG,
    folder_on_this_machine,
    locate,
    model_folder,
    read_object,
)
from tutortrain.backends.named import NamedModel, label, run_of
from tutortrain.errors import BackendError, ModelError, RunError, UserError
from tutortrain.runs import manifest as manifests
from tutortrain.runs.atomic import replacing
from tutortrain.runs.checkpoints import training_run
from tutortrain.types import Checkpoint

AUTO: Final = "auto"
"""The precision of the model that training began with."""
_DRAWN: Final = (
    "Replies are drawn at temperature 1; `do_sample=False` gives the greedy ones, as benchmarks ask."
)
_ADAPTER_WEIGHTS: Final = "adapter_model.*"
_DTYPES: Final = ("dtype", "torch_dtype")
"""Where config.json says it: transformers 5, and the older ones."""


def export_merged(weights: NamedModel, folder: Path, dtype: str = AUTO) -> str:
    """A whole model that `AutoModelForCausalLM.from_pretrained(folder)` loads, with its tokenizer.

    Returns the precision it is stored in, which is `dtype` or the base's. Raises UserError for a folder with
    something in it and without PyTorch, RunError for weights that a service keeps, BackendError where writing
    fails.
    """
    require_packages("Exporting a whole model")
    with _new_folder(weights, folder) as place:
        from tutortrain.backends.local.merging import write_merged

        base = model_folder(weights.base_model)
        dtype = _dtype_at_the_start(weights) if dtype == AUTO else dtype
        adapters = None if weights.checkpoint is None else Path(weights.checkpoint.path)
        write_merged(base, adapters, place, dtype)
        write_generation(base, place)
        form = "Weights" if adapters is None else "LoRA adapters merged into the weights they belong to"
        write_card(weights, place, library="transformers", about=f"{form}, in {dtype}. {_DRAWN}")
    return dtype


def export_adapters(weights: NamedModel, folder: Path) -> None:
    """The adapters alone, as PEFT loads them, with the name of their base.

    Raises ModelError where there are none, and UserError and RunError as `export_merged` does.
    """
    with _new_folder(weights, folder) as place:
        adapters = _adapters(weights)
        for file in adapters.glob(_ADAPTER_WEIGHTS):
            shutil.copyfile(file, place / file.name)
        base = locate(weights.base_model)
        named = str(base.resolve()) if isinstance(base, Path) else base
        settings = read_object(adapters / ADAPTER_CONFIG) | {"base_model_name_or_path": named}
        (place / ADAPTER_CONFIG).write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
        write_card(weights, place, library="peft", about=f"LoRA adapters for {weights.base_model}.")


@contextmanager
def _new_folder(weights: NamedModel, folder: Path) -> Iterator[Path]:
    """A place to write into that becomes `folder` in the end, once neither of the two is refused."""
    folder = folder.resolve()
    if weights.checkpoint is not None:
        _refuse_remote(weights.checkpoint)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is there already; name a new folder")
    try:
        with replacing(folder) as place:
            yield place
    except OSError as error:
        raise BackendError(f"{folder} cannot be written: {error.strerror or error}") from error


def _refuse_remote(checkpoint: Checkpoint) -> None:
    if training_run(checkpoint) is not None:
        raise RunError(
            f"{checkpoint.path} lies at the service that trained it: `tutortrain tinker download RUN FOLDER` "
            "fetches the adapters, and that folder can then be exported and served"
        )


def _adapters(weights: NamedModel) -> Path:
    if weights.checkpoint is None:
        raise ModelError(f"{label(weights)} is a whole model and has no adapters; leave out --adapter")
    return Path(weights.checkpoint.path)


def _dtype_at_the_start(weights: NamedModel) -> str:
    """Full fine-tuning leaves float32 whatever it began with; that model, if it is gone, cannot be asked."""
    run = run_of(weights)
    began = weights.base_model if run is None else manifests.read(run.manifest).config["model.base_model"]
    try:
        folder = folder_on_this_machine(str(began))
    except ModelError:
        folder = None
    config = read_object((folder or model_folder(weights.base_model)) / "config.json")
    return next((str(config[key]) for key in _DTYPES if config.get(key)), "float32")
