"""What a sweeper may choose from, read from Hydra's own grammar: `tag(log,interval(1e-4,1e-2))`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import IntervalSweep, Override, Sweep
from hydra.errors import OverrideParseException

from tutortrain.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Numbers from `low` to `high`, both included; log: each ratio as likely as the next."""

    low: float
    high: float
    is_log: bool
    is_integer: bool

    @property
    def ends(self) -> tuple[str, ...]:
        """As they are typed."""
        return (str(self.low), str(self.high))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """These values, as they are typed."""

    values: tuple[str, ...]

    @property
    def ends(self) -> tuple[str, ...]:
        return self.values


Dimension = Interval | Choice


def read_space(written: Mapping[str, str], typed: list[Override]) -> dict[str, Dimension]:
    """The sweeper's own space, and what several values were typed for, which wins.

    Raises ConfigError for what is neither an interval nor a list of values.
    """
    return {**dict(_written(written)), **{swept.key_or_group: _dimension(swept) for swept in typed}}


def corners(space: Mapping[str, Dimension]) -> Iterator[list[str]]:
    """Jobs that between them have both ends of every interval, and every choice."""
    longest = max((len(one.ends) for one in space.values()), default=0)
    for index in range(longest):
        yield [f"{key}={one.ends[index % len(one.ends)]}" for key, one in space.items()]


def _written(space: Mapping[str, str]) -> Iterator[tuple[str, Dimension]]:
    for key, text in space.items():
        try:
            (override,) = OverridesParser.create().parse_overrides([f"{key}={text}"])
        except OverrideParseException as error:
            raise ConfigError(f"hydra.sweeper.space.{key}: {text!r} cannot be read: {error}") from error
        if not override.is_sweep_override():
            raise ConfigError(f"hydra.sweeper.space.{key}: {text!r} is neither an interval nor a choice")
        yield key, _dimension(override)


def _dimension(override: Override) -> Dimension:
    if not override.is_interval_sweep():
        return Choice(values=tuple(override.sweep_string_iterator()))
    interval = override.value()
    assert isinstance(interval, IntervalSweep)
    low, high = interval.start, interval.end
    if low is None or high is None or not low < high:
        raise ConfigError(f"{override.input_line}: an interval goes from a number to a larger one")
    is_integer = isinstance(low, int) and isinstance(high, int)
    return Interval(low=low, high=high, is_log=_is_log(override, interval), is_integer=is_integer)


def _is_log(override: Override, sweep: Sweep) -> bool:
    unknown = sweep.tags - {"log"}
    if unknown:
        raise ConfigError(f"{override.input_line}: the only tag of an interval is log, not {min(unknown)}")
    return "log" in sweep.tags
