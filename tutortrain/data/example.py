"""One row of data, whatever file it came from."""

from dataclasses import dataclass

from tutortrain.types import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A conversation that ends with the tutor's turn, or with the pupil's where only the answer is known, and
    what is known about its problem.

    problem: the problem's bare text, without the pupil's request.
    answer: the final answer as text; solution: worked steps, one a line, each with its equation if any.
    attempt: a pupil's own solution, step by step, the last of which states an answer; mistake: the number of
        the first wrong step, from 1, or 0 where none is wrong; None where nobody has said.
    """

    messages: tuple[Message, ...]
    problem: str
    answer: str | None = None
    solution: str | None = None
    grade: str | None = None
    topic_tags: tuple[str, ...] = ()
    attempt: tuple[str, ...] | None = None
    mistake: int | None = None

    @property
    def response(self) -> str | None:
        """The tutor's last turn; None where the row is there to be asked, not to be learned."""
        last = self.messages[-1]
        return last.content if last.role == "assistant" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example(Content):
    """A row's content under its names.

    problem_id: splits, pairing and clusters go by it; rows about one problem share it.
    place: `file:line`, for messages.
    """

    id: str
    problem_id: str
    place: str
