"""What Hydra 1.3 and 1.4 want said differently: here, and nowhere else."""

import inspect
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

import hydra
from hydra.core.override_parser.types import Override
from omegaconf import DictConfig, flag_override

_TARGETS: Final = "execution_whitelist"
_IS_1_4: Final = _TARGETS in inspect.signature(hydra.main).parameters

OF_COMPOSING: Final[dict[str, Any]] = {} if _IS_1_4 else {"version_base": "1.3"}
"""Arguments of `hydra.initialize_config_dir`: 1.3 asks whose defaults are meant, 1.4 wants not to be told."""
OF_MAIN: Final[dict[str, Any]] = {_TARGETS: ("tutortrain.compose.*",)} if _IS_1_4 else OF_COMPOSING
"""Arguments of `hydra.main`: 1.4 calls what a file names as `_target_` if the program vouches for it."""


def writable(config: DictConfig) -> AbstractContextManager[object]:
    """Lets a callback set what Hydra has closed: against new keys in 1.3, against any change in 1.4."""
    return flag_override(config.hydra, ["struct", "readonly"], False)


def deletions(overrides: Sequence[Override]) -> dict[str, str]:
    """Each `~key` by what Hydra's sweeper makes of it, `~key=null`: in 1.4, delete it only if it is null."""
    keys = [one.get_key_element() for one in overrides if one.is_delete() and one.value_type is None]
    return {f"{key}=null": key for key in keys}
