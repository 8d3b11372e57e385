"""GSM8K (Cobbe et al. 2021, https://github.com/openai/grade-school-math): learn to solve.

{"question": "...", "answer": "Janet sells 16 - 3 - 4 = <<16-3-4=9>>9 eggs.\\n...\\n#### 18"}
"""

import re
from dataclasses import dataclass
from typing import Final

from tutortrain.data.fields import BadRow, Fields
from tutortrain.data.sources.asking import ask
from tutortrain.runs.jsonl import Row

_CALCULATION: Final = re.compile(r"<<[^>]*>>")
_FINAL: Final = "####"


def is_own(row: Row) -> bool:
    """A question, and an answer with the mark of the final one; the Socratic rows have these, too."""
    return "question" in row and _FINAL in str(row.get("answer"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """A row taken apart: the lines of its solution without calculator marks, and the final answer."""

    question: str
    lines: tuple[str, ...]
    answer: str


def convert(row: object, request: str) -> object:
    """The response is the worked solution with the answer in a sentence of its own at the end."""
    worked = take_apart(row)
    solution = "\n".join(worked.lines)
    return {
        "problem": worked.question,
        "prompt": ask(worked.question, request),
        "response": f"{solution}\nThe answer is {worked.answer}.",
        "solution": solution,
        "answer": worked.answer,
    }


def take_apart(row: object) -> Worked:
    """Raises BadRow for a row without a question, a solution, or a last line `#### <answer>`."""
    fields = Fields(row, "`question` and `answer`")
    question = fields.text("question", "the problem")
    answer = fields.text("answer", "worked steps and a last line `#### <answer>`")
    fields.check()
    steps, mark, final = answer.rpartition(_FINAL)
    lines = tuple(line.strip() for line in _CALCULATION.sub("", steps).splitlines() if line.strip())
    if not mark or not final.strip() or not lines:
        raise BadRow("`answer` is not worked steps with a last line `#### <answer>`; expected GSM8K's form")
    return Worked(question=question.strip(), lines=lines, answer=final.strip())
