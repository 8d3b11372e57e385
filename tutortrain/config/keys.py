"""Which settings exist, and which one somebody meant."""

import difflib
import types
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Annotated, Union, get_args, get_origin, get_type_hints

from tutortrain.config.run import RunConfig

OTHER_NAMES = {
    "learning_rate": "training.lr",
    "epochs": "training.num_epochs",
    "num_train_epochs": "training.num_epochs",
    "steps": "training.max_steps",
    "num_steps": "training.max_steps",
    "per_device_train_batch_size": "training.batch_size",
    "wd": "training.adam.weight_decay",
    "scheduler": "training.schedule",
    "lr_scheduler_type": "training.schedule",
    "warmup_ratio": "training.warmup",
    "max_grad_norm": "training.adam.grad_clip_norm",
    "lora_r": "training.lora.rank",
    "lora_alpha": "training.lora.alpha",
    "target_modules": "training.lora.targets",
    "save_steps": "training.checkpoint.every",
    "save_total_limit": "training.checkpoint.keep_last",
    "eval_steps": "training.eval_every",
    "max_seq_length": "model.max_length",
    "model_name_or_path": "model.base_model",
    "name": "description",
    "run_name": "description",
}
"""What other programs call our settings; any one may be typed with or without a group before it."""

DERIVED = {"model.name": "it follows from model.base_model; description=... names the run"}
"""What a configuration has but cannot be given."""


def _dataclasses(hint: object) -> Iterator[type]:
    """The dataclasses within a type: itself, or the members of a union or an annotation."""
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
    elif get_origin(hint) in (Annotated, Union, types.UnionType):
        for part in get_args(hint):
            yield from _dataclasses(part)


def _walk(cls: type, prefix: str) -> Iterator[tuple[str, object]]:
    """Every dotted path below `prefix` with its type."""
    hints = get_type_hints(cls, include_extras=True)
    for field in fields(cls):
        path = f"{prefix}{field.name}"
        yield path, hints[field.name]
        for inner in _dataclasses(hints[field.name]):
            yield from _walk(inner, f"{path}.")


@cache
def all_keys() -> frozenset[str]:
    """Every dotted path of a run's configuration, groups included."""
    return frozenset(path for path, _ in _walk(RunConfig, ""))


@cache
def _leaves() -> tuple[str, ...]:
    """The settings that hold a value rather than other settings."""
    groups = {key.rpartition(".")[0] for key in all_keys()}
    return tuple(sorted(all_keys() - groups))


def is_key(path: str) -> bool:
    """Whether the path names a setting; what lies inside a mapping is for the parser to judge."""
    return path in all_keys() or path.startswith(_mappings())


@cache
def _mappings() -> tuple[str, ...]:
    """Where settings have names of the user's own: `benchmark.suites.`, `method.rewards.`."""
    return tuple(f"{path}." for path, hint in _walk(RunConfig, "") if get_origin(hint) is Mapping)


def nearest_key(path: str) -> str | None:
    """The setting that was most likely meant, if one is near."""
    leaf = path.rpartition(".")[2]
    if meant := OTHER_NAMES.get(leaf):
        return meant
    if same_leaf := [key for key in _leaves() if key.rpartition(".")[2] == leaf]:
        return difflib.get_close_matches(path, same_leaf, 1, cutoff=0)[0]
    if near := difflib.get_close_matches(path, _leaves(), 1, cutoff=0.8):
        return near[0]
    by_leaf = {key.rpartition(".")[2]: key for key in _leaves()}
    return next((by_leaf[near] for near in difflib.get_close_matches(leaf, by_leaf, 1, cutoff=0.75)), None)


def _choices_with(path: str) -> list[str]:
    """Which choices of a group, such as `data=mathcamps`, have the setting."""
    group = path.partition(".")[0]
    hint = get_type_hints(RunConfig, include_extras=True)[group]
    members = [cls for cls in _dataclasses(hint) if path in dict(_walk(cls, f"{group}."))]
    return [f"{group}={kind}" for cls in members for kind in get_args(get_type_hints(cls)["kind"])]


def no_such_setting(path: str) -> str:
    """The message for a key that does not exist, or not with what was chosen for its group."""
    if path in all_keys():
        return f"{path}: only {' and '.join(_choices_with(path))} has this setting"
    if path in DERIVED:
        return f"{path}: this cannot be set; {DERIVED[path]}"
    if path.startswith("hydra."):
        return f"{path}: there is no such setting; `python -m tutortrain.train --cfg hydra` prints them all"
    meant = nearest_key(path)
    return f"{path}: there is no such setting; " + (
        f"did you mean {meant}?" if meant else "`python -m tutortrain.train --cfg job` prints them all"
    )
