"""Optuna's part in a sweep: settings that it chooses from what earlier jobs came to.

The study lies in the sweep's directory, in Optuna's own journal, which needs no database. A trial belongs to
the job of that number; how many there are is counted by jobs, so that a sweep that was killed goes on to the
same number.
"""

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tutortrain.benchmark.results import score_name
from tutortrain.benchmark.suites import build_suite
from tutortrain.compose.space import Choice, Dimension
from tutortrain.config.launching import OptunaConfig
from tutortrain.config.run import RunConfig
from tutortrain.errors import ConfigError
from tutortrain.query.objective import DEFAULTS
from tutortrain.runs.metrics import BENCHMARK

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.trial import FrozenTrial

JOURNAL: Final = "study.log"
NAME: Final = "sweep"
HELD_OUT: Final = "eval.loss"
_JOB: Final = "job"
"""The attribute of a trial that holds its job's number."""
_JUDGED_BY: Final = "judged by"
"""The attribute of a study that holds what it optimises, in words."""


class Study:
    """A study with its space, judged by `objective`. Opening it creates the journal where there is none.

    Raises ConfigError where what it has tried was judged otherwise, or chosen from another list.
    """

    def __init__(
        self,
        folder: Path,
        config: OptunaConfig,
        space: Mapping[str, Dimension],
        *,
        objective: str,
        highest: bool,
    ) -> None:
        import optuna
        from optuna.storages import JournalStorage
        from optuna.storages.journal import JournalFileBackend

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._study = optuna.create_study(
            storage=JournalStorage(JournalFileBackend(str(folder / JOURNAL))),
            study_name=NAME,
            direction="maximize" if highest else "minimize",
            load_if_exists=True,
        )
        self._seed = config.seed
        self._distributions = {key: _distribution(dimension) for key, dimension in space.items()}
        self._require_the_same(objective, highest=highest)

    def _require_the_same(self, objective: str, *, highest: bool) -> None:
        judged_by = f"the {'highest' if highest else 'lowest'} {objective}"
        earlier = self._study.user_attrs.get(_JUDGED_BY, judged_by)
        trials = self._study.trials
        if earlier != judged_by and any(trial.value is not None for trial in trials):
            raise ConfigError(
                f"hydra.sweeper.objective: this search goes by {earlier}, not {judged_by}; start a new sweep"
            )
        self._study.set_user_attr(_JUDGED_BY, judged_by)
        for trial in trials:
            for key, now in self._distributions.items():
                before = trial.distributions.get(key, now)
                if not _are_compatible(before, now):
                    raise ConfigError(
                        f"{key}: this search chooses from {before}, not {now}; start a new sweep"
                    )

    def propose(self, numbers: Sequence[int]) -> list[list[str]]:
        """The chosen settings of as many new jobs, as overrides; each has its trial from now on."""
        from optuna.samplers import TPESampler

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # constant_liar is experimental since 2021
            self._study.sampler = TPESampler(seed=self._seed + numbers[0], constant_liar=True)
        return [self._propose(number) for number in numbers]

    def _propose(self, number: int) -> list[str]:
        trial = self._study.ask(self._distributions)
        trial.set_user_attr(_JOB, number)
        return [f"{key}={value}" for key, value in trial.params.items()]

    def tell(self, number: int, value: float | None) -> None:
        """What the job came to; None where it did not complete, which a later value makes good."""
        from optuna.trial import TrialState, create_trial

        trials = [trial for trial in self._study.trials if trial.user_attrs.get(_JOB) == number]
        under_way = [trial for trial in trials if trial.state == TrialState.RUNNING]
        if under_way:
            state = TrialState.FAIL if value is None else TrialState.COMPLETE
            self._study.tell(under_way[0].number, value, state=state)
        elif value is not None and not any(trial.state == TrialState.COMPLETE for trial in trials):
            self._study.add_trial(
                create_trial(
                    value=value,
                    params=trials[0].params,
                    distributions=trials[0].distributions,
                    user_attrs={_JOB: number},
                )
            )

    def drop(self, known: Sequence[int]) -> None:
        """Ends trials whose jobs were never entered: a process was killed in between."""
        from optuna.trial import TrialState

        trials: list[FrozenTrial] = self._study.trials
        for trial in trials:
            if trial.state == TrialState.RUNNING and trial.user_attrs.get(_JOB) not in known:
                self._study.tell(trial.number, state=TrialState.FAIL)


def direction(config: OptunaConfig, job: RunConfig) -> tuple[str, bool]:
    """What to optimise, and whether its highest value is the best, known before anything has run.

    Raises ConfigError where that is not known of the objective, or where it may be one of several scores.
    """
    known = _known(job)
    objective = config.objective or next(default for default in DEFAULTS if default in known)
    meant = [name for name in known if _may_mean(objective.replace("/", "."), name)]
    if len(meant) > 1:
        raise ConfigError(f"hydra.sweeper.objective={objective}: this may be {' or '.join(meant)}; name one")
    if meant:
        if config.highest not in (None, known[meant[0]]):
            best = "highest" if known[meant[0]] else "lowest"
            raise ConfigError(
                f"hydra.sweeper.highest={str(config.highest).lower()}: the {best} {objective} is the best"
            )
        return objective, known[meant[0]]
    if config.highest is not None:
        return objective, config.highest
    raise ConfigError(
        f"hydra.sweeper.objective={objective}: say whether its highest value is the best, with "
        f"hydra.sweeper.highest=true or hydra.sweeper.highest=false; it is known of {', '.join(known)}"
    )


def _known(job: RunConfig) -> dict[str, bool]:
    """The scores that a job's benchmark will have, and its held-out loss; whether higher is better."""
    scores = {
        score_name(suite, score).replace("/", "."): higher
        for suite, config in job.benchmark.suites.items()
        for score, higher in build_suite(config).scores.items()
    }
    return {**scores, HELD_OUT: False}


def _may_mean(text: str, name: str) -> bool:
    """As in `query.names`: the end of a name, or the suite of a score."""
    return f".{name}".endswith(f".{text}") or name.startswith(f"{BENCHMARK[:-1]}.{text}.")


def _distribution(dimension: Dimension) -> "BaseDistribution":
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if isinstance(dimension, Choice):
        return CategoricalDistribution(dimension.values)
    if dimension.is_integer:
        return IntDistribution(int(dimension.low), int(dimension.high), log=dimension.is_log)
    return FloatDistribution(dimension.low, dimension.high, log=dimension.is_log)


def _are_compatible(before: "BaseDistribution", now: "BaseDistribution") -> bool:
    """Whether one study can have both: bounds may change, a list of choices and the kind may not."""
    from optuna.distributions import check_distribution_compatibility

    try:
        check_distribution_compatibility(before, now)
    except ValueError:
        return False
    return True
