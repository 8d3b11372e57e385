"""MathDial (Macina et al. 2023, https://github.com/eth-nlped/mathdial): teachers talk with a confused pupil.

{"question": "...", "ground_truth": "step\\nstep\\n 10", "student_incorrect_solution": "step\\nstep\\n 4",
 "conversation": "Teacher: (probing)Talk me through it.|EOM|Student: I added ...|EOM|...", ...}
"""

import re
from collections.abc import Iterator
from typing import Final

from tutortrain.data.fields import BadRow, Fields
from tutortrain.data.sources.attempts import Confusion, lines_of
from tutortrain.runs.jsonl import Row
from tutortrain.types import Role

_BETWEEN: Final = "|EOM|"
_TURN: Final = re.compile(r"\s*(?P<who>[\w .-]+?):\s*(?:\([\w ]+\))?\s*(?P<said>.*)", re.DOTALL)


def is_own(row: Row) -> bool:
    return row.keys() >= {"question", "ground_truth", "student_incorrect_solution", "conversation"}


def convert(row: object, request: str) -> object:
    """The pupil shows the wrong solution; the teacher's turns are what is learned, without their labels.

    A conversation that ends with the pupil is learned up to the teacher's last turn. Nobody marked the wrong
    step, so `mistake` stays open.
    """
    fields = Fields(row, "`question`, `ground_truth`, `student_incorrect_solution` and `conversation`")
    problem = fields.text("question", "the problem")
    solution = fields.text("ground_truth", "worked steps and a last line with the answer")
    attempt = fields.text("student_incorrect_solution", "the pupil's steps and a last line with the answer")
    talk = fields.text("conversation", f"turns with {_BETWEEN} between them")
    fields.check()
    confusion = Confusion(
        problem=problem.strip(),
        solution=lines_of(solution),
        attempt=lines_of(attempt),
        turns=list(_turns(talk)),
    )
    return confusion.as_row(request)


def _turns(talk: str) -> Iterator[tuple[Role, str]]:
    """Every turn that says something; the pupil goes by a first name, too."""
    for turn in talk.split(_BETWEEN):
        found = _TURN.fullmatch(turn)
        if found is None:
            raise BadRow(
                f"a turn of `conversation` is {turn[:40]!r}; expected `Teacher: ...` or `Student: ...`"
            )
        if said := found["said"].strip():
            yield ("assistant" if found["who"] == "Teacher" else "user"), said
