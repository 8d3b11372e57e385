"""A whole model in one folder: the weights a sampler would ask, written for others."""

from pathlib import Path

import torch
from transformers import GenerationConfig

from tutortrain.backends.local.border import computing
from tutortrain.backends.local.checkpoint import copy_tokenizer
from tutortrain.backends.local.loading import load_model, with_adapters


def write_merged(base: Path, adapters: Path | None, folder: Path, dtype: str) -> None:
    """The model in `base`, with a folder's adapters merged into it, computed and stored in `dtype`.

    Merging in the precision that a sampler computes in gives that sampler's weights, bit for bit. Raises
    ModelError for what cannot be loaded and BackendError where writing fails.
    """
    model = load_model(base, getattr(torch, dtype), torch.device("cpu"))
    if adapters is not None:
        model = with_adapters(model, adapters)
    model.generation_config = GenerationConfig()  # transformers refuses to save settings that it thinks odd
    with computing(f"Writing {folder}"):
        model.save_pretrained(folder)
    copy_tokenizer(base, folder)
