"""What was typed on the command line, judged before Hydra composes with it."""

import difflib
import os
import re
import shlex
from collections.abc import Iterator, Sequence

from hydra.core.config_loader import ConfigLoader
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, ValueType
from hydra.errors import OverrideParseException

from tutortrain.config.keys import is_key, no_such_setting
from tutortrain.errors import ConfigError

_PREFIX = r"(?<![A-Za-z0-9])(?:tml-|sk-|hf_|eyJ|ghp_|xox[bp]-)"
_KEY_SHAPES = re.compile(rf"{_PREFIX}[\w-]*?[A-Za-z0-9]{{20}}|(?<![A-Za-z0-9])AKIA[A-Z0-9]{{16}}")
_BARE_KEY = re.compile(rf"{_PREFIX}|AKIA")
_FILE_SUFFIX = re.compile(r"\.[A-Za-z]{2,6}$")

_NAMED_BY_US = "runs and sweeps name their own directories; give output_root=... or description=..."
_INSTEAD = {
    "hydra.mode": "give -m for a sweep",
    "hydra.run.dir": _NAMED_BY_US,
    "hydra.sweep.dir": _NAMED_BY_US,
    "hydra.sweep.subdir": _NAMED_BY_US,
}
"""What of Hydra's cannot be set, and what to do instead."""
_REPLACED = {"hydra/sweeper": "basic"}
"""Choices that Hydra brings along and ours stand for."""
_NO_OVERRIDE = "this is neither an option nor an override of the form key=value"


def refuse_secrets(arguments: Sequence[str]) -> None:
    """Raises ConfigError for an argument whose value looks like a key; the message does not repeat it."""
    for argument in arguments:
        if _holds_key(argument):
            name, equals, _ = argument.partition("=")
            shown = name if equals and not _BARE_KEY.search(name) else "an argument"
            raise ConfigError(
                f"{shown}: the value looks like a secret key, and settings are written to files; put it into "
                ".env or the environment, and give the variable's name (see env.example)"
            )


def is_about_hydra(override: Override) -> bool:
    """Whether it says how jobs are run rather than what they do."""
    return re.split(r"[./]", override.key_or_group)[0] == "hydra"


def override_key(override: str) -> str:
    """The setting or group that an override, as it was typed, is about."""
    return override.lstrip("+~").partition("=")[0]


def _holds_key(argument: str) -> bool:
    """A bare key needs no length: as it is no override, it would be repeated in the message about that."""
    _, equals, value = argument.partition("=")
    if not equals and _BARE_KEY.match(argument):
        return True
    is_file = _FILE_SUFFIX.search(argument) or os.path.exists(value or argument)  # noqa: PTH110 - any length
    return not is_file and _KEY_SHAPES.search(argument) is not None


class OverrideCheck:
    """Sorts overrides into those that Hydra can compose and those that are a mistake."""

    def __init__(self, loader: ConfigLoader, *, sweep: bool) -> None:
        self._loader = loader
        self._sweep = sweep
        self._groups = {*_groups(loader), "hydra/launcher", "hydra/sweeper"}
        self._refused: set[str] = set()
        self.good: list[Override] = []
        self.mistakes: list[str] = []

    def judge(self, arguments: Sequence[str]) -> None:
        """Adds each argument to `good`, or what is wrong with it to `mistakes`."""
        for argument, words in _with_words(arguments):
            if argument:
                self._judge_one(argument)
            self.mistakes.extend(_stray(argument, words))

    def follows(self, mistake: str) -> bool:
        """Whether what was found after composing is about a setting, or a group, that was refused here."""
        key = mistake.partition(":")[0]
        return any(key == refused or key.startswith(f"{refused}.") for refused in self._refused)

    def refuse_intervals(self) -> None:
        """For a grid, which needs a list of values."""
        intervals = [override for override in self.good if override.is_interval_sweep()]
        for override in intervals:
            self.good.remove(override)
            self._refuse(override.key_or_group, _without_a_list(override))

    def _judge_one(self, argument: str) -> None:
        try:
            (override,) = OverridesParser.create().parse_overrides([argument])
        except OverrideParseException:
            self._refuse(argument.partition("=")[0].lstrip("+~"), _unreadable(argument))
            return
        if mistake := self._mistake(override):
            self._refuse(override.key_or_group, mistake)
        else:
            self.good.append(override)

    def _refuse(self, key: str, mistake: str) -> None:
        self._refused.add(key)
        self.mistakes.append(mistake)

    def _mistake(self, override: Override) -> str | None:
        key = override.key_or_group
        if override.is_sweep_override() and not self._sweep:
            return f"{key}: several values were given; add -m to run one job for each"
        if override.value_type == ValueType.GLOB_CHOICE_SWEEP:
            return _without_a_list(override)
        if override.is_sweep_override() and is_about_hydra(override):
            return f"{override.input_line}: this is one for the whole sweep; give one value"
        if key in _INSTEAD:
            return f"{key}: {_INSTEAD[key]}"
        if key in self._groups and not override.is_delete():
            return self._unknown_choice(key, override)
        if is_about_hydra(override) or is_key(key):
            return None
        return no_such_setting(key)

    def _unknown_choice(self, group: str, override: Override) -> str | None:
        options = [name for name in self._loader.get_group_options(group) if name != _REPLACED.get(group)]
        for choice in _choices(override):
            if choice not in (*options, "null"):
                return _no_such_choice(group, choice, options)
        return None


def _without_a_list(override: Override) -> str:
    """The message for a sweep over what has no list of values."""
    given = override.input_line
    return f"{given}: a sweep takes a list of values, such as {override.key_or_group}=a,b,c"


def _groups(loader: ConfigLoader, within: str = "") -> Iterator[str]:
    """Every group of conf/, those inside others too: `benchmark` and `benchmark/suites`."""
    for name in loader.list_groups(within):
        path = f"{within}/{name}" if within else name
        yield path
        if path != "hydra":
            yield from _groups(loader, path)


def _choices(override: Override) -> list[str]:
    if override.is_sweep_override():
        return [str(value) for value in override.sweep_string_iterator()]
    value = override.value()
    return (
        [str(part) for part in value]
        if isinstance(value, list)
        else ["null" if value is None else str(value)]
    )


def _no_such_choice(group: str, choice: str, options: Sequence[str]) -> str:
    spelled = re.sub(r"[^a-z0-9]+", "_", choice.lower())
    near = difflib.get_close_matches(spelled, options, 1, cutoff=0.5)
    meant = f"; did you mean {group}={near[0]}?" if near else ""
    given = ", ".join(options) or "none yet"
    remedy = f" (a folder or hub id is given as {group}.base_model=...)" if group == "model" else ""
    return f"{group}: there is no {choice!r} (conf/{group}/ has: {given}){meant}{remedy}"


def _with_words(arguments: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each argument with the words after it that are no override; the first ones may follow none."""
    argument, words = "", list[str]()
    for following in arguments:
        if "=" in following or following.startswith("~"):
            yield argument, words
            argument, words = following, []
        else:
            words.append(following)
    yield argument, words


def _stray(argument: str, words: Sequence[str]) -> Iterator[str]:
    """What to say of words without `=`: settings that lack a value, and what the shell split off a value."""
    settings = [word for word in words if is_key(word) and ("." in word or not argument)]
    for key in settings:
        yield f"{key}: {_NO_OVERRIDE}; did you mean {key}=...?"
    rest = [word for word in words if word not in settings]
    if rest:
        remedy = f"; a value with spaces needs quotes: {_quoted(' '.join([argument, *rest]))}"
        yield f"{' '.join(rest)}: {_NO_OVERRIDE}{remedy if argument else ''}"


def _unreadable(argument: str) -> str:
    key, _, value = argument.partition("=")
    return f"{key}: the value {value!r} needs quotes for Hydra: {_quoted(argument)}"


def _quoted(argument: str) -> str:
    """An override whose value Hydra takes as it stands, as it is typed into a shell."""
    key, _, value = argument.partition("=")
    escaped = value.replace('"', '\\"')
    return shlex.quote(f'{key}="{escaped}"')
