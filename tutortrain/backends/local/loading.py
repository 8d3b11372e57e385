"""Weights from a folder, and the adapters that are trained on top of them."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

import torch
from peft import LoraConfig as PeftLoraConfig
from peft import PeftConfig, PeftModel, PeftModelForCausalLM, get_peft_model
from peft.tuners.tuners_utils import BaseTunerLayer
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, PreTrainedModel
from transformers.utils import logging as transformers_logging

from tutortrain.backends.local.targets import ALL, refuse_unknown
from tutortrain.config.training import LoraConfig
from tutortrain.errors import ModelError


def load_model(folder: Path, dtype: torch.dtype, device: torch.device) -> PreTrainedModel:
    """The causal language model in `folder`. Raises ModelError if transformers cannot load it."""
    transformers_logging.disable_progress_bar()
    try:
        model = AutoModelForCausalLM.from_pretrained(
            folder, dtype=dtype, attn_implementation="sdpa", local_files_only=True
        )
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise ModelError(f"{folder} cannot be loaded as a causal language model: {error}") from error
    return model.to(device).eval()


@contextmanager
def quiet_peft() -> Iterator[None]:
    """PEFT asks transformers by a name that it will drop; nobody else can do anything about that."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield


def add_adapters(model: PreTrainedModel, lora: LoraConfig, seed: int) -> PeftModel:
    """The model with freshly drawn LoRA adapters (Hu et al. 2021) in float32.

    Raises ModelError if a target names no linear layer of this model.
    """
    refuse_unknown(
        lora.targets,
        [name for name, module in model.named_modules() if isinstance(module, torch.nn.Linear)],
    )
    config = PeftLoraConfig(
        task_type="CAUSAL_LM",
        r=lora.rank,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        target_modules=lora.targets if lora.targets == ALL else list(lora.targets),
    )
    with torch.random.fork_rng(), quiet_peft():
        torch.manual_seed(seed)
        return get_peft_model(model, config).eval()  # the layers that PEFT adds begin in training mode


def with_adapters(model: PreTrainedModel, folder: Path) -> PreTrainedModel:
    """The model with a folder's adapters merged into its weights; they may be of any rank.

    Raises ModelError if they do not fit. PEFT itself drops adapters for layers that are not there and leaves
    layers without adapters as they are: the result would be another model.
    """
    place = folder.resolve()  # PEFT looks on the hub for what it misses in `owner/name`
    try:
        with quiet_peft():
            config = PeftConfig.from_pretrained(place)
            config.inference_mode = True
            adapted = PeftModelForCausalLM(model, config)
            loaded = adapted.load_adapter(place, "default")
    except (OSError, RuntimeError, ValueError, TypeError, KeyError, SafetensorError) as error:
        raise ModelError(f"{folder} does not hold adapters of this model: {error}") from error
    if astray := [*loaded.missing_keys, *loaded.unexpected_keys]:
        raise ModelError(f"{folder} does not hold adapters of this model: only one of them has {astray[0]}")
    return _merged(adapted)


@torch.no_grad()
def merged_copy(model: PeftModel | PreTrainedModel) -> PreTrainedModel:
    """A copy that later training does not touch, with the adapters merged into its weights.

    In bfloat16 the merged weights are rounded, so its log-probabilities differ from the trainer's in the
    third digit.
    """
    copy = deepcopy(model)
    return _merged(copy) if isinstance(copy, PeftModel) else copy.requires_grad_(False).eval()


def _merged(model: PeftModel) -> PreTrainedModel:
    _untie_an_adapted_head(model.get_base_model())
    merged: PreTrainedModel = model.merge_and_unload()
    return merged.requires_grad_(False).eval()


def _untie_an_adapted_head(model: PreTrainedModel) -> None:
    """Merging adds to a weight in place; where the head's is the embedding's too, other vectors would be read
    than were trained on.
    """
    head = model.get_output_embeddings()
    if isinstance(head, BaseTunerLayer) and model.config.tie_word_embeddings:
        layer = head.get_base_layer()
        layer.weight = torch.nn.Parameter(layer.weight.detach().clone(), requires_grad=False)
        model.config.tie_word_embeddings = False
