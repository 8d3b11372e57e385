"""`training.lr < 1e-4 and solve > 0.5`: a condition on runs. Python parses it, and nothing executes it."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tutortrain.compare.settings import MISSING
from tutortrain.errors import QueryError
from tutortrain.query.names import Name, Names
from tutortrain.query.source import Source
from tutortrain.query.values import COMPARISONS, Answer, NotComparable, both, either, kind, negated
from tutortrain.runs.catalogue import Entry

Condition = Callable[[Entry], Answer]
Operand = Callable[[Entry], Any]
_WORDS: Final[Mapping[str, Any]] = {"true": True, "false": False, "null": None}
"""As settings spell them; Python's spelling is understood, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """holds: whether it is true of a run, None where that cannot be said for want of a value.

    It raises QueryError where a run's value cannot be compared as asked. names: those it asks for.
    """

    holds: Condition
    names: tuple[Name, ...]


def parse(text: str, names: Names) -> Where:
    """Raises QueryError, which shows the place, for what is no condition and for names that no run has."""
    source = Source.read(text)
    compiler = _Compiler(source, names)
    try:
        holds = compiler.condition(ast.parse(source.masked, mode="eval").body)
    except SyntaxError as error:
        place = error.offset - 1 if error.offset else len(source.text)  # 0: it broke off
        is_single = source.masked[place : place + 1] == "="
        raise source.wrong("compare with ==" if is_single else error.msg, place) from error
    except (RecursionError, MemoryError, ValueError) as error:
        raise source.wrong("this is no condition that can be read", 0) from error
    return Where(holds=holds, names=tuple(compiler.used.values()))


class _Compiler:
    """From Python's tree to functions of a run."""

    def __init__(self, source: Source, names: Names) -> None:
        self._source = source
        self._names = names
        self.used: dict[str, Name] = {}

    def condition(self, node: ast.expr) -> Condition:
        match node:
            case ast.BoolOp(op=operator, values=values):
                parts = [self.condition(value) for value in values]
                join = both if isinstance(operator, ast.And) else either
                return lambda run: join(part(run) for part in parts)
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                negative = self.condition(inner)
                return lambda run: negated(negative(run))
            case ast.Compare():
                return self._chain(node)
            case _:
                return self._alone(node)

    def _chain(self, node: ast.Compare) -> Condition:
        """`a < b < c` is `a < b and b < c`."""
        nodes = [node.left, *node.comparators]
        operands = [self._operand(each) for each in nodes]
        links = [
            self._link(operator, nodes[index + 1], operands[index], operands[index + 1])
            for index, operator in enumerate(node.ops)
        ]
        return links[0] if len(links) == 1 else lambda run: both(link(run) for link in links)

    def _link(self, operator: ast.cmpop, node: ast.expr, left: Operand, right: Operand) -> Condition:
        compare = COMPARISONS.get(type(operator).__name__)
        if compare is None:
            raise self._wrong(node, "`is` compares nothing here; write == or !=")

        def link(run: Entry) -> Answer:
            try:
                return compare(left(run), right(run))
            except NotComparable as error:
                raise self._wrong(node, f"{error} ({run.path} has {left(run)!r})") from error

        return link

    def _alone(self, node: ast.expr) -> Condition:
        """What is true or false by itself, such as `git.dirty`."""
        operand = self._operand(node)

        def truth(run: Entry) -> Answer:
            value = operand(run)
            if value is MISSING or value is None:
                return None
            if not isinstance(value, bool):
                raise self._wrong(node, f"this is {kind(value)} and no condition; compare it with something")
            return value

        return truth

    def _operand(self, node: ast.expr) -> Operand:
        if isinstance(node, ast.Name) and (written := self._source.names.get(self._start(node))):
            return self._find(node, written).of
        value = self._constant(node)
        return lambda run: value

    def _find(self, node: ast.expr, written: str) -> Name:
        try:
            name = self._names.find(written)
        except QueryError as error:
            text = "" if "." in written else f"; text is written in quotes: '{written}'"
            raise self._wrong(node, f"{error}{text}") from error
        return self.used.setdefault(name.text, name)

    def _constant(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=bool() | int() | float() | str() | None):
                return node.value
            case ast.Name(id=word) if word in _WORDS:
                return _WORDS[word]
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
                return -number
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return [self._constant(item) for item in items]
            case _:
                raise self._wrong(node, "expected a name, a number, text in quotes or a list of them")

    def _start(self, node: ast.expr) -> int:
        return self._source.column(node.col_offset)

    def _wrong(self, node: ast.expr, message: str) -> QueryError:
        end = self._source.column(node.end_col_offset or node.col_offset)
        return self._source.wrong(message, self._start(node), end)
