"""What data sets of pupils' mistakes have in common: a wrong solution, the right one, a talk about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from tutortrain.data.fields import BadRow
from tutortrain.data.sources.answers import clean, sentence
from tutortrain.data.sources.asking import ask, with_attempt
from tutortrain.types import Role

Turns = Sequence[tuple[Role, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """One row. solution, attempt: steps, of which the last is a bare answer. mistake: see `Example`."""

    problem: str
    solution: Sequence[str]
    attempt: Sequence[str]
    turns: Turns
    mistake: int | None = None

    def as_row(self, request: str) -> object:
        """In our format: the pupil shows problem and attempt, and the turns follow up to the teacher's last.

        The pupil's answer becomes a sentence. Raises BadRow where there are no steps, or no teacher.
        """
        for steps in (self.solution, self.attempt):
            if len(steps) < 2:
                raise BadRow(
                    f"a solution is only {list(steps)!r:.40}; expected steps and, last, the answer alone"
                )
        attempt = [*self.attempt[:-1], sentence(clean(self.attempt[-1]))]
        shown = ask(with_attempt(self.problem, attempt), request)
        return {
            "problem": self.problem,
            "messages": list(_messages([("user", shown), *_up_to_the_teachers_last(self.turns)])),
            "solution": "\n".join(self.solution[:-1]),
            "answer": clean(self.solution[-1]),
            "attempt": attempt,
            "mistake": self.mistake,
        }


def lines_of(text: str) -> list[str]:
    """Those that are not empty, without the spaces around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _up_to_the_teachers_last(turns: Turns) -> Turns:
    places = [place for place, (role, _) in enumerate(turns) if role == "assistant"]
    if not places:
        raise BadRow("the conversation has no turn of the teacher's; expected one to learn from")
    return turns[: places[-1] + 1]


def _messages(turns: Turns) -> Iterator[dict[str, str]]:
    """Turns of one side in a row become one, a line each."""
    for role, group in groupby(turns, key=lambda turn: turn[0]):
        yield {"role": role, "content": "\n".join(text for _, text in group)}
