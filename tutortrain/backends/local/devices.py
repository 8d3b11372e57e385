"""Where the arithmetic happens and in which precision."""

import torch

from tutortrain.config.backend import Device, Dtype, LocalConfig
from tutortrain.errors import ConfigError

_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}


def choose_device(config: LocalConfig) -> torch.device:
    """The named device; `auto` is the first GPU if there is one. Raises ConfigError if it is not there."""
    present = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    name = next(name for name in present if present[name]) if config.device == "auto" else config.device
    if not present[name]:
        raise ConfigError(
            f"backend.device={name}: PyTorch finds no such device here; use backend.device=auto"
        )
    return torch.device(name)


def choose_dtype(config: LocalConfig, device: torch.device) -> torch.dtype:
    """The named precision; `auto` is bfloat16 where the processor gains by it."""
    if config.dtype != "auto":
        return _DTYPES[config.dtype]
    return torch.bfloat16 if _computes_in_bfloat16(device) else torch.float32


def computes(device: Device, dtype: Dtype) -> tuple[str, str]:
    """Device and precision, by their names, in which a run here would compute with these settings."""
    config = LocalConfig(
        kind="local", device=device, dtype=dtype, micro_batch_tokens=1, sampling_batch=1, num_threads=None
    )
    place = choose_device(config)
    return place.type, str(choose_dtype(config, place)).removeprefix("torch.")


def _computes_in_bfloat16(device: torch.device) -> bool:
    """And gains by it: an Intel core with AVX512-BF16 but no AMX does 155 GFLOP/s in it, 290 in float32."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    capabilities = torch.cpu.get_capabilities()
    return device.type == "cpu" and bool(capabilities.get("amx_bf16"))
