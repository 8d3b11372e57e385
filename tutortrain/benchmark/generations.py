"""generations.jsonl: every question of a benchmark with the raw reply and what was made of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tutortrain.errors import RunError
from tutortrain.runs.jsonl import read_as, write_rows
from tutortrain.runs.typed_json import WrongShape
from tutortrain.types import Message

Outcome = bool | int | float
Item = tuple[str, ...]
"""By what an item is found again in another benchmark: its problem, and what was said. Ids may repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One reply about an item; items of one problem share `problem_id`.

    outcomes: for each score what the item comes to, 1 or 0 where it counts or not; the same in all samples of
        an item. Empty for a request that failed, whose `error` says why, and until the suite has been judged.
    key: digest of who was asked what and how; a reply is used again where all of this is the same.
    judgement: what a judge said of the reply; unjudged: why it said nothing.
    num_prompt_tokens, num_tokens: read and sampled, as far as known.
    grade, topic_tags: the problem's, so that replies can be grouped without its data.
    """

    suite: str
    id: str
    problem_id: str
    messages: tuple[Message, ...]
    reply: str
    num_tokens: int
    stop_reason: str
    outcomes: Mapping[str, Outcome]
    unparsed: bool
    sample: int = 0
    error: str | None = None
    num_prompt_tokens: int = 0
    key: str = ""
    grade: str | None = None
    topic_tags: tuple[str, ...] = ()
    judgement: str | None = None
    unjudged: str | None = None


def write_generations(path: Path, generations: Iterable[Generation]) -> None:
    """Replaces the file by rename."""
    write_rows(path, (asdict(generation) for generation in generations))


def read_generations(path: Path, *, in_progress: bool = False) -> tuple[Generation, ...]:
    """in_progress: a last line that a killed process left half written is left out.

    Raises RunError where there is no such file or a row of it is no generation.
    """
    if not path.exists():
        raise RunError(f"{path} does not exist: {path.parent} has not been benchmarked.")
    try:
        return tuple(read_as(Generation, path, allow_torn_end=in_progress))
    except WrongShape as error:
        raise RunError(f"{error}. Delete the file and benchmark again.") from error


def of_suite(generations: Sequence[Generation], suite: str) -> dict[Item, Generation]:
    """The judged items of one suite; of several samples the first, for each has the item's outcomes."""
    items: dict[Item, Generation] = {}
    for row in generations:
        if row.suite == suite and row.outcomes:
            items.setdefault((row.problem_id, *[turn.content for turn in row.messages]), row)
    return items
