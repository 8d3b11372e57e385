"""The columns of a leaderboard: the mean, how far seeds scatter, and what each line was set to."""

from collections import Counter
from collections.abc import Sequence

from tutortrain.query.columns import Column, as_typed, brief_path, figure
from tutortrain.query.groups import Group
from tutortrain.query.objective import Objective


def board(objective: Objective, groups: Sequence[Group]) -> list[Column[Group]]:
    """A column for each setting in which groups differ, headed by its last word where that is clear."""
    keys = list(groups[0].chosen) if groups else []
    words = Counter(_last(key) for key in keys)
    return [
        Column(
            heading=objective.name.text,
            key=objective.name.text,
            value=lambda group: group.mean,
            cell=lambda group: figure(group.mean),
        ),
        Column(
            heading="sd",
            key="sd",
            value=lambda group: group.sd,
            cell=lambda group: "" if group.sd is None else figure(group.sd),
        ),
        Column(
            heading="n",
            key="n",
            value=lambda group: len(group.runs),
            cell=lambda group: str(len(group.runs)),
        ),
        *(_setting(key, _last(key) if words[_last(key)] == 1 else key) for key in keys),
        Column(heading="runs", key="runs", value=_paths, cell=_names, is_text=True),
    ]


def _last(key: str) -> str:
    return key.rpartition(".")[2]


def _setting(key: str, heading: str) -> Column[Group]:
    return Column(
        heading=heading,
        key=key,
        value=lambda group: group.chosen[key],
        cell=lambda group: as_typed(group.chosen[key]),
    )


def _paths(group: Group) -> list[str]:
    return [str(run.path) for run in group.runs]


def _names(group: Group) -> str:
    return " ".join(brief_path(run) for run in group.runs)
