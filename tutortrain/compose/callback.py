"""What Hydra calls: a directory is claimed after everything has been checked and before anything is written,
and a sweep's report is written when its jobs are done.
"""

import functools
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.experimental.callback import Callback
from omegaconf import DictConfig, OmegaConf, open_dict

from tutortrain.config.method import RUN_PREFIXES
from tutortrain.config.model import ModelConfig
from tutortrain.errors import TutorTrainError
from tutortrain.runs.catalogue import DEFAULT_ROOTS
from tutortrain.runs.claims import claim
from tutortrain.runs.naming import describe, job_name

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
    """Writes the literal path of a fresh directory into `hydra.run.dir` or `hydra.sweep.dir`.

    An interpolation would be evaluated several times a run, and by `--cfg all --resolve` too, and would spend
    a number each time.
    """

    @_ends_the_process
    def on_run_start(self, config: DictConfig, **_: Any) -> None:
        method = config.method.kind
        parent = Path(str(config.output_root)) / method
        directory = claim(parent, RUN_PREFIXES[method], _description(config, _typed(config)))
        with open_dict(config):
            config.hydra.run.dir = str(directory)

    @_ends_the_process
    def on_multirun_start(self, config: DictConfig, **_: Any) -> None:
        typed = _typed(config)
        methods = _methods(config, typed)
        prefix = RUN_PREFIXES[methods[0]] if len(methods) == 1 else "mixed"
        parent = _sweeps_root(config) / (methods[0] if len(methods) == 1 else "mixed")
        directory = claim(parent, prefix, _description(config, typed))
        with open_dict(config):
            config.hydra.sweep.dir = str(directory)
            # Jobs compose their own configuration from the overrides, so the path has to be one of them.
            config.hydra.overrides.hydra.append(f"hydra.sweep.dir='{directory}'")
        register_job_directory({override.key_or_group for override in _swept(typed)})


class ReportSweep(Callback):
    """Hydra does not call it where a job failed; `tutortrain report SWEEP` does the same."""

    def on_multirun_end(self, config: DictConfig, **_: Any) -> None:
        from tutortrain.job.reporting import report_sweep

        report_sweep(Path(config.hydra.sweep.dir))


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


def _sweeps_root(config: DictConfig) -> Path:
    """multirun/ as everywhere in Hydra, but whoever chose another output_root wants nothing elsewhere."""
    outputs, multirun = DEFAULT_ROOTS
    chosen = Path(str(config.output_root))
    return multirun if chosen == outputs else chosen


def _description(config: DictConfig, typed: list[str]) -> str:
    """Values are not parsed yet: `description=42` is a number here, and what is swept over may be missing."""
    description = OmegaConf.select(config, "description")
    return describe(
        typed, description=None if description is None else str(description), model=_model_name(config)
    )


def _model_name(config: DictConfig) -> str:
    base_model = str(OmegaConf.select(config, "model.base_model") or "")
    return ModelConfig(base_model=base_model, max_length=config.model.max_length).name


def _swept(typed: list[str]) -> list[Override]:
    overrides = OverridesParser.create().parse_overrides(typed)
    return [override for override in overrides if override.is_sweep_override()]


def _methods(config: DictConfig, typed: list[str]) -> list[str]:
    """The method of every job: those swept over, else the one composed."""
    for override in _swept(typed):
        if override.key_or_group == "method":
            return [str(choice) for choice in override.sweep_string_iterator()]
    return [config.method.kind]
