"""LoRA as the service has it: whole groups of layers, a fixed alpha, no dropout."""

from dataclasses import dataclass
from typing import Final

from tutortrain.config.training import LoraConfig
from tutortrain.errors import ConfigError

ALPHA: Final = 32.0
"""The service scales every adapter by 32 / rank (Schulman et al., "LoRA Without Regret", 2025)."""
ALL: Final = "all-linear"
ATTENTION: Final = frozenset({"q_proj", "k_proj", "v_proj", "o_proj"})
MLP: Final = frozenset({"gate_proj", "up_proj", "down_proj"})
UNEMBEDDING: Final = frozenset({"lm_head"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Which groups of layers carry adapters; the names are the SDK's arguments."""

    train_attn: bool
    train_mlp: bool
    train_unembed: bool


def layers(lora: LoraConfig) -> Layers:
    """What `training.lora.targets` means. Raises ConfigError for what is no union of whole groups.

    `all-linear` leaves the unembedding out, as PEFT and the local backend do.
    """
    if lora.targets == ALL:
        return Layers(train_attn=True, train_mlp=True, train_unembed=False)
    named = {target.rpartition(".")[2] for target in lora.targets}
    chosen = [named >= group for group in (ATTENTION, MLP, UNEMBEDDING)]
    if (
        not named
        or named - (ATTENTION | MLP | UNEMBEDDING)
        or any(
            named & group and not whole
            for group, whole in zip((ATTENTION, MLP, UNEMBEDDING), chosen, strict=True)
        )
    ):
        raise ConfigError(
            f"training.lora.targets=[{','.join(lora.targets)}]: the service adapts whole groups only: "
            "[q_proj,k_proj,v_proj,o_proj], [gate_proj,up_proj,down_proj], [lm_head], a union of these, "
            f"or {ALL}"
        )
    return Layers(train_attn=chosen[0], train_mlp=chosen[1], train_unembed=chosen[2])


def check_lora(lora: LoraConfig) -> None:
    """Raises ConfigError with everything about the adapters that the service cannot do."""
    wrong = []
    if lora.rank == 0:
        wrong.append(
            "training.lora.rank=0: the service trains adapters only, no full weights; give a rank such as 32"
        )
    if lora.alpha != ALPHA:
        wrong.append(f"training.lora.alpha={lora.alpha:g}: the service fixes it; leave it at {ALPHA:g}")
    if lora.dropout:
        wrong.append(f"training.lora.dropout={lora.dropout:g}: the service has none; set it to 0")
    try:
        layers(lora)
    except ConfigError as error:
        wrong.append(str(error))
    if wrong:
        raise ConfigError("\n".join(["backend=tinker:", *wrong]) if len(wrong) > 1 else wrong[0])
