"""From what a user calls a model, trained or not, to the weights that are meant: no weights are read here."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tutortrain.backends.models import ADAPTER_CONFIG, EMBEDDED_FOLDER, locate
from tutortrain.config.method import RUN_PREFIXES
from tutortrain.config.model import EMBEDDED
from tutortrain.errors import ModelError
from tutortrain.runs import manifest
from tutortrain.runs.catalogue import DEFAULT_ROOTS
from tutortrain.runs.checkpoints import CheckpointLog
from tutortrain.runs.directory import RUN_JSON, RunDirectory
from tutortrain.runs.lookup import find_run
from tutortrain.types import Checkpoint

TINY_TEACHER: Final = "tiny_teacher"
"""The embedded model after reinforcement learning: adapters that ship with the project."""
TEACHER_FOLDER: Final = EMBEDDED_FOLDER.parent / "teacher"
_RUN_NAME: Final = re.compile(rf"({'|'.join(RUN_PREFIXES.values())})_\d+(_.*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedModel:
    """A starting model, as `model.base_model` has it, and what training added to it, if anything."""

    base_model: str
    checkpoint: Checkpoint | None = None


def is_run(name: str) -> bool:
    """Whether `name` is a run's directory or, where there is no such folder, has a run's form of name."""
    folder = Path(name).expanduser()
    return (folder / RUN_JSON).is_file() or (not folder.is_dir() and bool(_RUN_NAME.fullmatch(name)))


def find_model(
    name: str, roots: Sequence[Path] = DEFAULT_ROOTS, *, key: str = "method.teacher.model"
) -> NamedModel:
    """What `name` means: `tiny_teacher`, a run (its directory, or a name such as rlvr_001 below `roots`), a
    checkpoint or another folder of adapters, a model's folder, or a hub id. `key` is what said so.

    A run means its newest checkpoint. Raises RunError for a run that is not there or has no checkpoint, and
    ModelError for a folder that holds no model.
    """
    if name == TINY_TEACHER:
        checkpoint = Checkpoint(name=TINY_TEACHER, path=str(TEACHER_FOLDER))
        return NamedModel(base_model=EMBEDDED, checkpoint=checkpoint)
    folder = Path(name).expanduser()
    if (folder / RUN_JSON).is_file():
        return _of_run(RunDirectory(folder))
    if (folder / ADAPTER_CONFIG).is_file():
        return _of_adapters(folder)
    if not folder.is_dir() and _RUN_NAME.fullmatch(name):
        return _of_run(find_run(name, roots))
    locate(name, key=key)
    return NamedModel(base_model=name)


def run_of(weights: NamedModel) -> RunDirectory | None:
    """The run of ours that trained the weights, in whose directory they lie."""
    run = RunDirectory(place_of(weights).parent.parent)
    return run if place_of(weights).parent == run.checkpoints and run.manifest.is_file() else None


def label(weights: NamedModel) -> str:
    """What to call it: its run, and which checkpoint if not the newest; else its folder's name or hub id."""
    run = run_of(weights)
    if run is None:
        return _own_name(weights)
    newest = CheckpointLog(run.checkpoint_log).newest()
    if newest is not None and Path(newest.checkpoint.path).resolve() == place_of(weights):
        return run.path.name
    return f"{run.path.name}_{place_of(weights).name}"


def place_of(weights: NamedModel) -> Path:
    """The folder of adapters or of a whole model; for a model on a hub it is none that exists."""
    return Path(weights.base_model if weights.checkpoint is None else weights.checkpoint.path).resolve()


def _own_name(weights: NamedModel) -> str:
    if weights.checkpoint is not None:
        return weights.checkpoint.name
    is_folder = Path(weights.base_model).is_dir() and weights.base_model != EMBEDDED
    return place_of(weights).name if is_folder else weights.base_model


def _of_run(run: RunDirectory) -> NamedModel:
    base_model = manifest.read(run.manifest).config["model.base_model"]
    newest = CheckpointLog(run.checkpoint_log).newest()
    if newest is None:
        raise ModelError(f"{run.path} has no checkpoint yet, or they have been removed")
    return _trained(base_model, newest.checkpoint)


def _of_adapters(folder: Path) -> NamedModel:
    """A checkpoint of ours lies in its run's directory, which knows its base; others say it themselves."""
    checkpoint = Checkpoint(name=folder.name, path=str(folder))
    run = folder.resolve().parent.parent / RUN_JSON
    if run.is_file():
        return _trained(manifest.read(run).config["model.base_model"], checkpoint)
    try:
        named = json.loads((folder / ADAPTER_CONFIG).read_text()).get("base_model_name_or_path")
    except (ValueError, AttributeError) as error:
        raise ModelError(f"{folder / ADAPTER_CONFIG} is damaged: {error}") from error
    if not named:
        raise ModelError(f"{folder / ADAPTER_CONFIG} does not say which model the adapters belong to")
    return _trained(named, checkpoint)


def _trained(base_model: str, checkpoint: Checkpoint) -> NamedModel:
    """Full fine-tuning leaves a whole model, which stands for itself."""
    folder = Path(checkpoint.path)
    if folder.is_dir() and not (folder / ADAPTER_CONFIG).is_file():
        return NamedModel(base_model=str(folder))
    locate(base_model, key=f"{folder} belongs to model.base_model")
    return NamedModel(base_model=base_model, checkpoint=checkpoint)
