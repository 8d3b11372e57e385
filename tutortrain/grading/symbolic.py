"""Checking of any answer: exact arithmetic on numbers, computer algebra for what is no number.

The algebra is math-verify's, in processes that are killed when they take too long. None is started before an
answer needs it, which answers that are numbers never do: a reply of sqrt(16) to an answer of 4 is incorrect.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tutortrain.closing import Closing
from tutortrain.errors import DataError
from tutortrain.grading.check import Check, Verdict, check
from tutortrain.grading.expression import final_expression, readable
from tutortrain.grading.numbers import parse_number
from tutortrain.grading.workers import Limits, Workers
from tutortrain.installed import lacking

MAX_WORKERS: Final = 4
_PROGRAM: Final = Path(__file__).with_name("symbolic_worker.py")
_VERDICTS: Final[dict[str | None, Verdict]] = {"true": "correct", None: "timeout"}

Question = tuple[str, str]
"""The right answer and the reply's, both as LaTeX."""


class SymbolicChecker(Closing):
    """A context manager that closes its workers; see `grading.workers` for what happens without."""

    def __init__(self, num_workers: int | None = None, limits: Limits | None = None) -> None:
        """Without a number there are as many workers as processors, and at most `MAX_WORKERS`."""
        num = num_workers or min(MAX_WORKERS, os.cpu_count() or 1)
        self._workers = Workers(_PROGRAM, num, limits or Limits())

    def close(self) -> None:
        """Ends the workers; checking again starts new ones."""
        self._workers.close()

    def check_all(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Check]:
        """Judges each (reply, answer), in order; equal questions are asked once.

        The verdict timeout stands for an answer that took algebra more than its time or memory. Raises
        DataError where an answer needs math-verify and it is not installed.
        """
        checks = [check(reply, answer) for reply, answer in pairs]
        asked: dict[int, Question] = {}
        for index, ((reply, answer), exact) in enumerate(zip(pairs, checks, strict=True)):
            question = _question(reply, answer, exact)
            if question is not None:
                asked[index] = question
        verdicts = self._ask(list(dict.fromkeys(asked.values())))
        for index, question in asked.items():
            checks[index] = _revised(checks[index], verdicts[question])
        return checks

    def _ask(self, questions: Sequence[Question]) -> dict[Question, str | None]:
        if questions and lacking(["math_verify"]):
            raise DataError(
                f"The answer {questions[0][0]!r} is no number, and math-verify, which compares such answers, "
                "is not installed: pip install 'tutortrain[local]', or leave such rows out."
            )
        answers = self._workers.ask_all([json.dumps(question) for question in questions])
        return dict(zip(questions, answers, strict=True))


def _question(reply: str, answer: str, exact: Check) -> Question | None:
    if exact.verdict == "correct" or parse_number(answer) is not None:
        return None
    wanted = readable(answer)
    given = readable(final_expression(reply, exact.extracted)) if wanted is not None else None
    return None if wanted is None or given is None else (wanted, given)


def _revised(exact: Check, answer: str | None) -> Check:
    """Where algebra finds no equality, the exact check's reason for refusing stands."""
    return Check(_VERDICTS.get(answer, exact.verdict), exact.extracted)
