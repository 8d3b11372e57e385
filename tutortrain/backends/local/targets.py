"""Which layers `training.lora.targets` means: one rule for names in files and for a loaded model."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import Final, Literal

from tutortrain.errors import ModelError

ALL: Final = "all-linear"
Targets = Literal["all-linear"] | tuple[str, ...]


def refuse_unknown(targets: Targets, linear_layers: Collection[str]) -> None:
    """A target means every linear layer whose dotted name ends in it, part by part, as in PEFT.

    Raises ModelError for targets that mean none of `linear_layers`.
    """
    if targets == ALL:
        return
    names = [f".{name}" for name in linear_layers]
    missing = [target for target in targets if not any(name.endswith(f".{target}") for name in names)]
    if missing:
        known = sorted({name.rpartition(".")[2] for name in names})
        near = get_close_matches(missing[0], known, 1)
        meant = f" (did you mean {near[0]}?)" if near else ""
        raise ModelError(
            f"training.lora.targets: the model has no linear layer {', '.join(missing)}{meant}; "
            f"it has {', '.join(known)}, or say {ALL}"
        )
