"""Runs that were asked for the same but for their seed, and what came out on average."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Any

from tutortrain.compare.settings import differing_settings, settings_of
from tutortrain.errors import QueryError
from tutortrain.query.objective import Objective
from tutortrain.runs.catalogue import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Runs with the same settings, and the objective's value for each; the sd is that of a sample (n - 1).

    chosen: the settings in which groups differ, except those that only some of them have, as two methods do.
    sd: None for a single run.
    """

    runs: tuple[Entry, ...]
    values: tuple[float, ...]
    mean: float
    sd: float | None
    chosen: Mapping[str, Any]


def ranked(runs: Sequence[Entry], objective: Objective) -> list[Group]:
    """The groups by their mean, the best first. runs: those that `judged` let through."""
    alike = group(runs)
    differing = [one for one in differing_settings([_config(runs[0]) for runs in alike]) if one.is_chosen]
    groups = [
        _group(runs, objective, {one.key: one.values[index] for one in differing})
        for index, runs in enumerate(alike)
    ]
    return sorted(groups, key=lambda group: group.mean, reverse=objective.highest)


def best_of(groups: Sequence[Group], objective: Objective) -> Entry:
    """The best run of all, of equally good ones the oldest. Raises QueryError where there is none."""
    runs = sorted((run for group in groups for run in group.runs), key=_created)
    if not runs:
        raise QueryError(f"no completed run has {objective.name.text}; `tutortrain ls` shows what there is")
    return (max if objective.highest else min)(runs, key=objective.value)


def _created(run: Entry) -> str:
    return run.manifest.created if run.manifest else ""


def group(runs: Sequence[Entry]) -> list[list[Entry]]:
    """Runs whose settings are the same but for the seed, and for what changes nothing about a run."""
    alike = defaultdict[str, list[Entry]](list)
    for run in runs:
        alike[json.dumps(_config(run), sort_keys=True)].append(run)
    return list(alike.values())


def _group(runs: Sequence[Entry], objective: Objective, chosen: Mapping[str, Any]) -> Group:
    values = tuple(objective.value(run) for run in runs)
    sd = stdev(values) if len(values) > 1 else None
    return Group(runs=tuple(runs), values=values, mean=fmean(values), sd=sd, chosen=chosen)


def _config(run: Entry) -> dict[str, Any]:
    config = run.manifest.config if run.manifest else {}
    return {key: value for key, value in settings_of(config).items() if key != "seed"}
