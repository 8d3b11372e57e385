"""generations.jsonl: every question of a benchmark with the raw reply and what was made of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tutortrain.errors import RunError
from tutortrain.runs.jsonl import Row, read_rows, write_rows

if TYPE_CHECKING:  # they bring numpy, and comparing runs should start at once
    from tutortrain.types import Message, StopReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """An item: `outcomes` says for each score whether the item counts; `num_tokens` were sampled."""

    suite: str
    id: str
    problem_id: str
    messages: "tuple[Message, ...]"
    reply: str
    num_tokens: int
    stop_reason: "StopReason"
    outcomes: Mapping[str, bool]
    unparsed: bool


def write_generations(path: Path, generations: Iterable[Generation]) -> None:
    """Replaces the file by rename."""
    write_rows(path, (asdict(generation) for generation in generations))


def read_generations(path: Path) -> tuple[Generation, ...]:
    """Raises RunError where there is no such file or a row of it is no generation."""
    if not path.exists():
        raise RunError(f"{path} does not exist: {path.parent} has not been benchmarked.")
    return tuple(_generation(row, f"{path}:{number}") for number, row in enumerate(read_rows(path), start=1))


def of_suite(generations: Sequence[Generation], suite: str) -> dict[str, Generation]:
    """The generations of one suite by their problems: each is asked about once, while ids may repeat."""
    return {generation.problem_id: generation for generation in generations if generation.suite == suite}


def _generation(row: Row, place: str) -> Generation:
    from tutortrain.types import Message

    try:
        messages = tuple(Message(**message) for message in row["messages"])
        return Generation(**{**row, "messages": messages})
    except (KeyError, TypeError) as error:
        raise RunError(f"{place} is no generation: {error}. Delete the file and benchmark again.") from error
