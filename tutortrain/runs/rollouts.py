"""rollouts.jsonl: some of the completions that a run trained on, for people to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutortrain.errors import RunError
from tutortrain.runs.jsonl import read_as
from tutortrain.runs.typed_json import Number, WrongShape


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRollout:
    """parts: of its reward, by their names. truncated: cut at the most tokens that it might have."""

    step: int
    problem: str
    answer: Any
    reply: str
    reward: Number
    advantage: Number
    parts: Mapping[str, Number]
    verdict: str | None
    num_tokens: int
    truncated: bool


def read(path: Path) -> list[LoggedRollout]:
    """None where there is no such file; a last line torn by a kill is left out. Raises RunError."""
    try:
        return read_as(LoggedRollout, path, allow_torn_end=True)
    except WrongShape as error:
        raise RunError(f"{error}. The file was changed or is damaged.") from error
