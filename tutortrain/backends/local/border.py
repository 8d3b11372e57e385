"""Foreign errors become ours here, once: whatever PyTorch raises while it computes, reads or writes."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from safetensors import SafetensorError

from tutortrain.errors import BackendError

_FOREIGN = (
    RuntimeError,
    MemoryError,
    IndexError,
    ValueError,
    OSError,
    EOFError,
    SafetensorError,
    pickle.UnpicklingError,
)
_OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")


@contextmanager
def computing(doing: str) -> Iterator[None]:
    """Around every call that reaches PyTorch. Raises BackendError with what to change."""
    try:
        yield
    except _FOREIGN as error:
        raise BackendError(f"{doing} failed: {_explain(error)}") from error


def _explain(error: Exception) -> str:
    text = str(error)
    if isinstance(error, torch.OutOfMemoryError | MemoryError) or any(
        sign in text for sign in _OUT_OF_MEMORY
    ):
        return (
            "out of memory; lower backend.micro_batch_tokens (training) or backend.sampling_batch (sampling)"
        )
    if isinstance(error, IndexError):
        return (
            f"a token is outside the model's vocabulary, so the tokens come from another tokenizer ({text})"
        )
    return text or type(error).__name__
