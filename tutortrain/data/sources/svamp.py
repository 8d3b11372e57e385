"""SVAMP (Patel et al. 2021, https://github.com/arkilpatel/SVAMP): one-step and two-step problems.

[{"ID": "chal-3", "Body": "Paco had 26 ...", "Question": "How many ...?", "Equation": "( 26.0 - 9.0 )",
  "Answer": 17.0, "Type": "Subtraction"}, ...]
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from tutortrain.data.fields import BadRow, Fields
from tutortrain.data.sources.answers import sentence, written
from tutortrain.data.sources.asking import ask
from tutortrain.runs.jsonl import Row

_WHOLE: Final = re.compile(r"(?<=\d)\.0+(?!\d)")
_MAX_LENGTH: Final = 200
_OPERATIONS: Final[Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def is_own(row: Row) -> bool:
    return row.keys() >= {"Body", "Question", "Equation", "Answer"}


def convert(row: object, request: str) -> object:
    """The response is the equation with its result, and the answer in a sentence of its own.

    Where the equation does not give the answer (chal-680), or is but a number (chal-555), it is left out: the
    published answer stays, so that scores can be compared with those of others.
    """
    fields = Fields(row, "`Body`, `Question`, `Equation` and `Answer`")
    body, question = fields.text("Body", "the story"), fields.text("Question", "what is asked")
    equation, answer = fields.text("Equation", "arithmetic"), written(fields.number("Answer", "the answer"))
    name = fields.label("ID")
    fields.check()
    problem = _joined(body.strip(), question.strip())
    solution = _solution(equation, answer)
    return {
        "id": name,
        "problem": problem,
        "prompt": ask(problem, request),
        "response": "\n".join(filter(None, [solution, sentence(answer)])),
        "solution": solution,
        "answer": answer,
    }


def _joined(body: str, question: str) -> str:
    """A third of the stories end without a full stop, nearly always with a clause that begins with "If"."""
    if body[-1] in ".?!":
        return f"{body} {question}"
    if body.rpartition(". ")[2].lower().startswith("if "):
        return f"{body}, {question[0].lower()}{question[1:]}"
    return f"{body}. {question}"


def _solution(equation: str, answer: str) -> str | None:
    """`( ( 4.0 + 2.0 ) * 3.0 )` and 18 as `(4 + 2) * 3 = 18`. Raises BadRow for what is no arithmetic."""
    try:
        tree = ast.parse(equation[:_MAX_LENGTH].strip(), mode="eval").body
        right = isinstance(tree, ast.BinOp) and _value(tree) == Fraction(answer)
    except (SyntaxError, ValueError, ZeroDivisionError) as error:
        raise BadRow(
            f"`Equation` is {equation[:40]!r}; expected arithmetic such as ( 26.0 - 9.0 )"
        ) from error
    return f"{_WHOLE.sub('', ast.unparse(tree))} = {answer}" if right else None


def _value(tree: ast.expr) -> Fraction:
    match tree:
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATIONS:
            return _OPERATIONS[type(sign)](_value(left), _value(right))
        case _:
            raise ValueError(f"{ast.unparse(tree)} is no arithmetic")
