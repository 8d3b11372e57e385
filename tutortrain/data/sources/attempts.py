"""What data sets of pupils' mistakes share: a solution's lines, and a conversation about it."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from tutortrain.data.fields import BadRow
from tutortrain.data.sources.answers import clean, sentence
from tutortrain.data.sources.asking import ask, with_attempt
from tutortrain.types import Role

Turns = Sequence[tuple[Role, str]]
_NO_TUTOR: Final = "the conversation has no turn of the teacher's; expected one to learn from"


def steps_and_answer(text: str, key: str) -> tuple[list[str], str]:
    """The lines of a worked solution, and the answer that its last line is. Raises BadRow for one line."""
    *steps, answer = (line.strip() for line in text.splitlines() if line.strip())
    if not steps:
        raise BadRow(f"`{key}` is not worked steps with the answer alone on a last line; expected these")
    return steps, clean(answer)


def attempted(steps: Sequence[str]) -> list[str]:
    """A pupil's steps, of which the last is a bare answer, with that in a sentence."""
    return [*steps[:-1], sentence(clean(steps[-1]))]


def conversation(problem: str, attempt: Sequence[str], request: str, turns: Turns) -> list[dict[str, Any]]:
    """Messages: the pupil shows problem and attempt, and the turns follow up to the teacher's last.

    Turns of one side in a row become one, a line each. Raises BadRow where the teacher has none.
    """
    said = list(_merged([("user", ask(with_attempt(problem, attempt), request)), *turns]))
    if said[-1]["role"] == "user":
        said.pop()
    if not said:
        raise BadRow(_NO_TUTOR)
    return said


def _merged(turns: Turns) -> Iterator[dict[str, Any]]:
    for role, group in groupby(turns, key=lambda turn: turn[0]):
        yield {"role": role, "content": "\n".join(text for _, text in group)}
