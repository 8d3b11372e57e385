"""A sweep as it was asked for: its jobs, or what they are to be chosen from, and where they run."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import OverrideParseException

from tutortrain.compose.jobs import (
    compose_all,
    compose_launching,
    opened,
    split,
)
from tutortrain.compose.overrides import OverrideCheck, is_about_hydra, override_key
from tutortrain.compose.space import Dimension, corners, read_space
from tutortrain.config.launching import GridConfig, Launching
from tutortrain.config.run import RunConfig
from tutortrain.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedJob:
    """One job of a sweep; overrides: one value each, in the order typed."""

    overrides: tuple[str, ...]
    config: RunConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A sweep. overrides: as typed, with all values swept over; hydra: those of Hydra's own groups.

    jobs: of a grid all; of a search those that have the ends of its space, and only try whether it is sound.
    swept: the settings whose values name the jobs. space: empty for a grid.
    """

    overrides: tuple[str, ...]
    hydra: tuple[str, ...]
    config_dir: str | None
    launching: Launching
    jobs: tuple[ComposedJob, ...]
    swept: frozenset[str]
    space: Mapping[str, Dimension]


def compose_sweep(arguments: Sequence[str], *, config_dir: str | None = None) -> Asked:
    """Raises ConfigError with every mistake in the overrides and in what they compose to, by job."""
    with opened(config_dir) as loader:
        check = OverrideCheck(loader, sweep=True)
        check.judge(arguments)
        launching = compose_launching(check.good, check)
        if isinstance(launching.sweeper, GridConfig):
            check.refuse_intervals()
        about_hydra = [one for one in check.good if is_about_hydra(one)]
        good = [one for one in check.good if not is_about_hydra(one)]
        swept = [one for one in good if one.is_sweep_override()]
        space = _space(launching, swept, typed={one.key_or_group for one in good})
        lists = _jobs(good, space) if space else split(good)
        configs = compose_all(lists, check)
    return Asked(
        overrides=tuple(str(one.input_line) for one in good),
        hydra=tuple(str(one.input_line) for one in about_hydra),
        config_dir=config_dir,
        launching=launching,
        jobs=_composed(lists, configs),
        swept=frozenset([*(one.key_or_group for one in swept), *space]),
        space=space,
    )


def compose_each(lists: Sequence[Sequence[str]], *, config_dir: str | None) -> tuple[ComposedJob, ...]:
    """Jobs whose overrides are known, as those of a sweep that goes on. Raises as `compose_sweep` does."""
    with opened(config_dir) as loader:
        return _composed(lists, compose_all(lists, OverrideCheck(loader, sweep=True)))


def compose_again(asked: Asked, earlier: Sequence[Sequence[str]], added: Sequence[str]) -> Asked:
    """A grid with the jobs that it came to have, each with every value of what is `added`, in the place of
    what it had. Raises as `compose_sweep` does.
    """
    overrides = OverridesParser.create().parse_overrides(list(added))
    values = split([one for one in overrides if not is_about_hydra(one)])
    every = (tuple(replace_overrides(job, each)) for job in earlier for each in values)
    lists = list(dict.fromkeys(every))
    common = set(lists[0]).intersection(*lists)
    varied = {override_key(one) for job in lists for one in job if one not in common}
    jobs = compose_each(lists, config_dir=asked.config_dir)
    return replace(asked, jobs=jobs, swept=asked.swept | varied)


def replace_overrides(earlier: Sequence[str], added: Sequence[str]) -> list[str]:
    """A setting that is added takes the place of the one that there was."""
    new = {override_key(override): override for override in added}
    return list(({override_key(override): override for override in earlier} | new).values())


def merge_overrides(earlier: Sequence[str], added: Sequence[str]) -> list[str]:
    """Every value of both: `seed=0,1` and `seed=2` are `seed=0,1,2`. Intervals, and what is about Hydra, are
    replaced. Raises ConfigError for what is no override.
    """
    merged: dict[str, list[Override]] = {}
    try:
        overrides = OverridesParser.create().parse_overrides([*earlier, *added])
    except OverrideParseException as error:
        raise ConfigError(f"{error.override}: expected SETTING=VALUES, such as seed=1,2") from error
    for override in overrides:
        same = merged.setdefault(override.get_key_element(), [])
        if is_about_hydra(override) or any(one.is_interval_sweep() for one in (*same, override)):
            same.clear()
        same.append(override)
    return [_joined(key, same) for key, same in merged.items()]


def _joined(key: str, overrides: Sequence[Override]) -> str:
    if len(overrides) == 1:
        return str(overrides[0].input_line)
    values = dict.fromkeys(value for one in overrides for value in _values(one))
    return f"{key}={','.join(values)}"


def _values(override: Override) -> list[str]:
    if override.is_sweep_override():
        return list(override.sweep_string_iterator())
    return [override.get_value_element_as_str()]


def _space(launching: Launching, swept: list[Override], typed: Set[str]) -> dict[str, Dimension]:
    """Of a search; a grid has none. typed: settings that the command line decides, whatever a file says."""
    sweeper = launching.sweeper
    if isinstance(sweeper, GridConfig):
        return {}
    written = {key: text for key, text in sweeper.space.items() if key not in typed}
    if space := read_space(written, swept):
        return space
    raise ConfigError(
        "hydra.sweeper.space: there is nothing to search; give hydra.sweeper.space or intervals"
    )


def _jobs(good: list[Override], space: Mapping[str, Dimension]) -> list[list[str]]:
    fixed = [one for one in good if not one.is_sweep_override()]
    (common,) = split(fixed)
    return [[*common, *corner] for corner in corners(space)]


def _composed(lists: Sequence[Sequence[str]], configs: Sequence[RunConfig]) -> tuple[ComposedJob, ...]:
    return tuple(
        ComposedJob(overrides=tuple(overrides), config=config)
        for overrides, config in zip(lists, configs, strict=True)
    )
