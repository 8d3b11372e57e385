"""What Hydra calls: a directory is claimed after everything was checked and before anything is written."""

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hydra.experimental.callback import Callback
from omegaconf import DictConfig, OmegaConf

from tutortrain.compose.versions import writable
from tutortrain.config.method import RUN_PREFIXES
from tutortrain.config.model import ModelConfig
from tutortrain.errors import TutorTrainError
from tutortrain.runs.claims import claim
from tutortrain.runs.naming import describe

Hook = Callable[..., None]


def _ends_the_process(hook: Hook) -> Hook:
    """Hydra turns an exception of a callback into a warning, and runs in a folder that nobody claimed.

    SystemExit it lets through.
    """

    @functools.wraps(hook)
    def guarded(self: "ClaimDirectory", config: DictConfig, **more: Any) -> None:
        try:
            hook(self, config, **more)
        except TutorTrainError as error:
            sys.stderr.write(f"error: {error}\n")
            raise SystemExit(error.exit_code) from error
        except Exception as error:
            sys.excepthook(type(error), error, error.__traceback__)
            raise SystemExit(1) from error

    return guarded


class ClaimDirectory(Callback):
    """Writes the literal path of a fresh directory into `hydra.run.dir`.

    An interpolation would be evaluated several times a run, and by `--cfg all --resolve` too, and would spend
    a number each time.
    """

    @_ends_the_process
    def on_run_start(self, config: DictConfig, **_: Any) -> None:
        method = config.method.kind
        parent = Path(str(config.output_root)) / method
        directory = claim(parent, RUN_PREFIXES[method], _description(config, _typed(config)))
        with writable(config):
            config.hydra.run.dir = str(directory)


def _typed(config: DictConfig) -> list[str]:
    """The overrides in the order typed; read without resolving, which would touch the directories."""
    typed = OmegaConf.to_container(config.hydra.overrides, resolve=False)
    assert isinstance(typed, dict)
    return list(typed["task"])


def _description(config: DictConfig, typed: list[str]) -> str:
    """Values are not parsed yet: `description=42` is a number here."""
    description = OmegaConf.select(config, "description")
    return describe(
        typed, description=None if description is None else str(description), model=_model_name(config)
    )


def _model_name(config: DictConfig) -> str:
    base_model = str(OmegaConf.select(config, "model.base_model") or "")
    return ModelConfig(base_model=base_model, max_length=config.model.max_length).name
