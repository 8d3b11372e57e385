"""What was set differently in several runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_NO_SETTINGS: Final = frozenset({"description", "output_root", "tracking"})
"""They name a run, its place and who is told of it, and change nothing about it."""


@dataclass(frozen=True, slots=True)
class _Missing:
    """Stands where a run has no such key: another method or an older version."""


MISSING: Final = _Missing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One dotted key with its value in each run, in the order of the runs; `MISSING` where a run lacks it."""

    key: str
    values: tuple[Any, ...]

    @property
    def is_chosen(self) -> bool:
        """Whether runs that have the key differ, rather than some of them having none."""
        there = [value for value in self.values if value is not MISSING]
        return any(differ(there[0], value) for value in there)


def settings_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """What decides over a run, of the flat `config` of its run.json."""
    return {key: value for key, value in config.items() if key.partition(".")[0] not in _NO_SETTINGS}


def differing_settings(configs: Sequence[Mapping[str, Any]]) -> tuple[Setting, ...]:
    """Keys of the flat `config` of run.json whose values are not the same in all runs, sorted."""
    keys = sorted({key for config in configs for key in settings_of(config)})
    settings = (
        Setting(key=key, values=tuple(config.get(key, MISSING) for config in configs)) for key in keys
    )
    return tuple(setting for setting in settings if any(differ(setting.values[0], v) for v in setting.values))


def differ(one: Any, other: Any) -> bool:
    """Whether two values of a setting are not the same: 1 and 1.0 are one value; 1 and true are not."""
    return isinstance(one, bool) != isinstance(other, bool) or one != other
