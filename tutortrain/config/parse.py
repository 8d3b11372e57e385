"""From plain values to a typed `RunConfig`: everything that is wrong is said at once, by dotted path."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from tutortrain.config.keys import no_such_setting
from tutortrain.config.launching import Launching
from tutortrain.config.run import RunConfig
from tutortrain.config.settings import settings
from tutortrain.errors import ConfigError

T = TypeVar("T")
MISSING = "???"
"""How a YAML file says that a value has to be given."""


@settings
class _Hydra:
    """Stands for its part of the whole, so that mistakes are told by the path that is typed."""

    hydra: Launching


@cache
def _adapter() -> TypeAdapter[RunConfig]:
    return TypeAdapter(RunConfig)


def parse(raw: Mapping[str, Any]) -> RunConfig:
    """The configuration as typed values.

    Raises ConfigError with every mistake: unknown keys, wrong types and choices, values left out.
    """
    config, mistakes = try_parse(raw)
    if config is None:
        raise ConfigError(describe(mistakes))
    return config


def parse_launching(launcher: Any, sweeper: Any) -> Launching:
    """The groups `hydra/launcher` and `hydra/sweeper`. Raises ConfigError with every mistake."""
    parsed, mistakes = _try_parse(TypeAdapter(_Hydra), {"hydra": {"launcher": launcher, "sweeper": sweeper}})
    if parsed is None:
        raise ConfigError(describe(mistakes))
    return parsed.hydra


def try_parse(raw: Mapping[str, Any]) -> tuple[RunConfig | None, list[str]]:
    """The configuration, or the list of what is wrong with it."""
    return _try_parse(_adapter(), raw)


def _try_parse(adapter: TypeAdapter[T], raw: Mapping[str, Any]) -> tuple[T | None, list[str]]:
    missing = list(_missing(raw, ""))
    try:
        config = adapter.validate_python(raw)
    except ValidationError as error:
        found = {_dotted(detail, raw): detail for detail in reversed(error.errors())}
        wrong = [_explain(detail, path) for path, detail in found.items() if detail["input"] != MISSING]
        return None, [*map(_left_out, missing), *reversed(wrong)]
    return (None, [*map(_left_out, missing)]) if missing else (config, [])


def describe(mistakes: Sequence[str]) -> str:
    """One message for one or many mistakes."""
    if len(mistakes) == 1:
        return mistakes[0]
    return "\n".join([f"{len(mistakes)} mistakes in the configuration:", *(f"  {line}" for line in mistakes)])


def _missing(value: object, path: str) -> Iterator[str]:
    if value == MISSING:
        yield path
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _missing(inner, f"{path}.{key}" if path else str(key))


def _left_out(path: str) -> str:
    return f"{path}: a value is needed; add {path}=..."


def _explain(detail: ErrorDetails, path: str) -> str:
    if detail["type"] == "unexpected_keyword_argument":
        return no_such_setting(path)
    if detail["type"] in ("missing", "missing_argument", "missing_keyword_only_argument"):
        return _left_out(path)
    return f"{path}: {_expected(detail)}, not {_given(detail)!r}{_remedy(detail)}"


def _dotted(detail: ErrorDetails, raw: object) -> str:
    """The path as it is typed: pydantic's own also names the member of a union that it tried."""
    *way, last = detail["loc"]
    path: list[str] = []
    for part in way:
        if isinstance(raw, Mapping) and part in raw:
            path.append(str(part))
            raw = raw[part]
    if isinstance(raw, Mapping):
        path.append(str(last))
    return ".".join(path) + (".kind" if detail["type"].startswith("union_tag") else "")


def _expected(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    if detail["type"] in ("literal_error", "union_tag_invalid"):
        return f"expected {context.get('expected') or context.get('expected_tags')}"
    if detail["type"].startswith("dataclass"):
        return "this is a group of settings; give one of its keys"
    message = detail["msg"].removeprefix("Input ").removeprefix("Value ")
    return message.replace("should", "must").split(", unable to parse")[0]


def _given(detail: ErrorDetails) -> object:
    return detail["ctx"]["tag"] if detail["type"] == "union_tag_invalid" else detail["input"]


def _remedy(detail: ErrorDetails) -> str:
    if detail["input"] == "None":
        return " (write null for nothing)"
    if detail["type"] == "literal_error" and isinstance(detail["input"], str):
        choices = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
        near = difflib.get_close_matches(detail["input"], choices, 1)
        return f"; did you mean {near[0]}?" if near else ""
    return ""
