"""GSM8K Socratic (https://github.com/openai/grade-school-math): learn to ask.

Each line of an answer is `sub-question ** worked step`. The response is the sub-questions only: the steps
give the answer away, and training on them would train leaking.
"""

from typing import Final

from tutortrain.data.fields import BadRow
from tutortrain.data.sources import gsm8k
from tutortrain.data.sources.asking import ask
from tutortrain.runs.jsonl import Row

_BETWEEN: Final = "**"


def is_own(row: Row) -> bool:
    """A row of GSM8K's whose steps have questions before them."""
    return gsm8k.is_own(row) and f" {_BETWEEN} " in row["answer"]


def convert(row: object, request: str) -> object:
    """The response is the sub-questions, one a line; the worked steps are the solution.

    A few lines of the published file have no step, and a few ask the same question twice: both are left out.
    """
    worked = gsm8k.take_apart(row)
    pairs = [_split(line) for line in worked.lines]
    answered = [(question, step) for question, step in pairs if step]
    return {
        "problem": worked.question,
        "prompt": ask(worked.question, request),
        "response": "\n".join(dict.fromkeys(question for question, _ in answered)),
        "solution": "\n".join(step for _, step in answered),
        "answer": worked.answer,
    }


def _split(line: str) -> tuple[str, str]:
    question, between, step = line.partition(_BETWEEN)
    if not between:
        raise BadRow(
            "a line of `answer` is not `sub-question ** worked step`; expected GSM8K's Socratic form "
            "(data=gsm8k reads the other)"
        )
    return question.strip(), step.strip()
