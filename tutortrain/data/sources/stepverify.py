"""StepVerify (Daheim et al. 2024, https://github.com/eth-lre/verify-then-generate): wrong solutions with the
first wrong step marked by a teacher.

[{"problem": "...", "reference_solution": "step\\nstep\\n 10",
  "student_incorrect_solution": ["step", "step", " 4"], "incorrect_index": 0,
  "dialog_history": [{"user": "Teacher", "text": "..."}, ...], ...}, ...]

Of the published file's 612 solutions 235 were marked more than once, and there two teachers agree on the step
in 60 % of the pairs: what a model can reach on such data lies well below 100 %. The right solutions are
GSM8K's and the wrong ones a language model's, so that style alone may tell the two apart.
"""

from collections.abc import Iterator
from typing import Final

from tutortrain.data.fields import BadRow, Fields
from tutortrain.data.sources.attempts import Confusion, lines_of
from tutortrain.runs.jsonl import Row
from tutortrain.types import Role

_ROLES: Final[dict[str, Role]] = {"Teacher": "assistant", "Student": "user"}


def is_own(row: Row) -> bool:
    return row.keys() >= {"problem", "reference_solution", "student_incorrect_solution", "incorrect_index"}


def convert(row: object, request: str) -> object:
    """The pupil shows the wrong solution; the response is the teacher's last turn of the dialogue."""
    fields = Fields(row, "`problem`, `reference_solution`, `student_incorrect_solution`, `incorrect_index`")
    problem = fields.text("problem", "the problem")
    solution = fields.text("reference_solution", "worked steps and a last line with the answer")
    attempt = fields.labels("student_incorrect_solution", "steps as strings, the last of them the answer")
    index = fields.count("incorrect_index", max(0, len(attempt) - 1), "the place of the first wrong step")
    fields.check()
    confusion = Confusion(
        problem=problem.strip(),
        solution=lines_of(solution),
        attempt=[step.strip() for step in attempt],
        turns=list(_turns(fields.row.get("dialog_history"))),
        mistake=index + 1,
    )
    return confusion.as_row(request)


def _turns(history: object) -> Iterator[tuple[Role, str]]:
    for turn in history if isinstance(history, list) else ():
        try:
            yield _ROLES[turn["user"]], turn["text"].strip()
        except (KeyError, TypeError, AttributeError) as error:
            raise BadRow(
                f"a turn of `dialog_history` is {str(turn)[:40]}; expected `user` (Teacher or Student) "
                "and `text`"
            ) from error
