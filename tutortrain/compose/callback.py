"""Claims a run's or a sweep's directory after everything has been checked and before anything is written."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.experimental.callback import Callback
from omegaconf import DictConfig, OmegaConf, open_dict

from tutortrain.config.method import RUN_PREFIXES
from tutortrain.config.model import ModelConfig
from tutortrain.runs.claims import claim
from tutortrain.runs.naming import describe, job_name

MULTIRUN_ROOT = Path("multirun")


class ClaimDirectory(Callback):
    """Writes the literal path of a fresh directory into `hydra.run.dir` or `hydra.sweep.dir`.

    An interpolation would be evaluated several times a run, and by `--cfg all --resolve` too, and would spend
    a number each time.
    """

    def on_run_start(self, config: DictConfig, **_: Any) -> None:
        method = config.method.kind
        parent = Path(config.output_root) / method
        directory = claim(parent, RUN_PREFIXES[method], _description(config, _typed(config)))
        with open_dict(config):
            config.hydra.run.dir = str(directory)

    def on_multirun_start(self, config: DictConfig, **_: Any) -> None:
        typed = _typed(config)
        methods = _methods(config, typed)
        prefix = RUN_PREFIXES[methods[0]] if len(methods) == 1 else "mixed"
        parent = MULTIRUN_ROOT / (methods[0] if len(methods) == 1 else "mixed")
        directory = claim(parent, prefix, _description(config, typed))
        with open_dict(config):
            config.hydra.sweep.dir = str(directory)
            # Jobs compose their own configuration from the overrides, so the path has to be one of them.
            config.hydra.overrides.hydra.append(f"hydra.sweep.dir='{directory}'")
        register_job_directory({override.key_or_group for override in _swept(typed)})


def register_job_directory(swept: Collection[str] = ()) -> None:
    """Gives conf/config.yaml the resolver that names a job's directory in its sweep by what it varies.

    Hydra sends resolvers on to the processes of its launchers.
    """

    def job_directory(number: int, overrides: Sequence[str]) -> str:
        varied = [override for override in overrides if override.lstrip("+").partition("=")[0] in swept]
        return job_name(int(number), varied or list(overrides))

    OmegaConf.register_new_resolver("job_directory", job_directory, replace=True)


def _typed(config: DictConfig) -> list[str]:
    """The overrides in the order typed; read without resolving, which would touch the directories."""
    typed = OmegaConf.to_container(config.hydra.overrides, resolve=False)
    assert isinstance(typed, dict)
    return list(typed["task"])


def _description(config: DictConfig, typed: list[str]) -> str:
    return describe(typed, description=config.description, model=_model_name(config))


def _model_name(config: DictConfig) -> str:
    return ModelConfig(base_model=config.model.base_model, max_length=config.model.max_length).name


def _swept(typed: list[str]) -> list[Override]:
    overrides = OverridesParser.create().parse_overrides(typed)
    return [override for override in overrides if override.is_sweep_override()]


def _methods(config: DictConfig, typed: list[str]) -> list[str]:
    """The method of every job: those swept over, else the one composed."""
    for override in _swept(typed):
        if override.key_or_group == "method":
            return [str(choice) for choice in override.sweep_string_iterator()]
    return [config.method.kind]
