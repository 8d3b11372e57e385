"""What was typed on the command line, judged before Hydra composes with it."""

import difflib
import os
import re
from collections.abc import Sequence

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
        self._groups = set(loader.list_groups(""))
        self.good: list[Override] = []
        self.mistakes: list[str] = []

    def judge(self, argument: str) -> None:
        """Adds one argument to `good`, or what is wrong with it to `mistakes`."""
        try:
            (override,) = OverridesParser.create().parse_overrides([argument])
        except OverrideParseException:
            self.mistakes.append(_unreadable(argument))
            return
        if mistake := self._mistake(override):
            self.mistakes.append(mistake)
        else:
            self.good.append(override)

    def _mistake(self, override: Override) -> str | None:
        key = override.key_or_group
        if override.is_sweep_override() and not self._sweep:
            return f"{key}: several values were given; add -m to run one job for each"
        if override.value_type in (ValueType.INTERVAL_SWEEP, ValueType.GLOB_CHOICE_SWEEP):
            return f"{override.input_line}: a sweep takes a list of values, such as {key}=a,b,c"
        if key in self._groups and not override.is_delete():
            return self._unknown_choice(key, override)
        if key.partition(".")[0] == "hydra" or key.partition("/")[0] == "hydra" or is_key(key):
            return None
        return no_such_setting(key)

    def _unknown_choice(self, group: str, override: Override) -> str | None:
        options = self._loader.get_group_options(group)
        for choice in _choices(override):
            if choice not in (*options, "null"):
                return _no_such_choice(group, choice, options)
        return None


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


def _unreadable(argument: str) -> str:
    if "=" not in argument:
        return f"{argument}: this is neither an option nor an override of the form key=value"
    key, _, value = argument.partition("=")
    return f"{key}: the value {value!r} needs quotes for Hydra: '{key}=\"{value}\"'"
