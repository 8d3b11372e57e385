"""The arithmetic in a worked step: "Tom has 3 + 5 = 8 apples", "200 hours * $50/hour = $10000"."""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

Operation = Literal["+", "-", "×", "÷"]

_DIGITS: Final = r"\d{1,40}+"
_NUMBER: Final = rf"\d{{1,3}}(?:,\d{{3}}){{1,9}}+(?!\d)(?:\.{_DIGITS})?|(?:{_DIGITS})?+\.{_DIGITS}|{_DIGITS}"
_WRITTEN: Final = rf"(?P<number>{_NUMBER})(?P<percent>\s?%)?"
_QUANTITY: Final = re.compile(_WRITTEN)
_TOKEN: Final = re.compile(
    rf"{_WRITTEN}|(?P<operator>[-+−–*×·÷/]|(?<=[\d\s])x(?=[\s\d.$]))|(?P<equals>=)"
    r"|(?P<tolerated>[A-Za-z]+|[$()€£])|(?P<other>[^\s\w])"
)
_OPERATIONS: Final[dict[str, Operation]] = {
    "+": "+", "-": "-", "−": "-", "–": "-", "*": "×", "×": "×", "·": "×", "x": "×", "÷": "÷", "/": "÷",
}  # fmt: skip
_MAX_UNIT_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Equation:
    """Numbers joined by operations, each once and in no order, and what follows the equals sign, if any."""

    operands: frozenset[Fraction]
    operations: frozenset[Operation]
    result: Fraction | None


@dataclass(slots=True)
class _Reader:
    """Collects one expression at a time; units may stand between a number and the next sign."""

    found: list[Equation] = field(default_factory=list)
    operands: list[Fraction] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    awaits: Literal["number", "operator", "result"] = "number"
    words: int = 0

    def number(self, value: Fraction) -> None:
        if self.awaits == "result":
            self.close(value)
        if self.awaits == "operator":
            self.close(None)
        self.operands.append(value)
        self.awaits, self.words = "operator", 0

    def operator(self, operation: Operation) -> None:
        if self.awaits == "operator":
            self.operations.append(operation)
            self.awaits, self.words = "number", 0
        else:
            self.close(None)

    def equals(self) -> None:
        if self.awaits == "operator" and self.operations:
            self.awaits = "result"
        else:
            self.close(None)

    def tolerate(self) -> None:
        self.words += 1
        if self.words > _MAX_UNIT_WORDS:
            self.close(None)

    def close(self, result: Fraction | None) -> None:
        if self.operations and len(self.operands) > 1:
            self.found.append(Equation(frozenset(self.operands), frozenset(self.operations), result))
        self.operands, self.operations, self.awaits, self.words = [], [], "number", 0


def equations(line: str) -> tuple[Equation, ...]:
    """Every expression of at least two numbers in the line, left to right."""
    reader = _Reader()
    for match in _TOKEN.finditer(line):
        match match.lastgroup:
            case "number" | "percent":
                reader.number(number_value(match["number"]))
            case "operator":
                reader.operator(_OPERATIONS[match["operator"]])
            case "equals":
                reader.equals()
            case "tolerated":
                reader.tolerate()
            case _:
                reader.close(None)
    reader.close(None)
    return tuple(reader.found)


def quantities(text: str) -> frozenset[Fraction]:
    """Every number in digits by itself, so that 108/3 gives 108 and 3; 40% counts as 40 and as 2/5."""
    found: set[Fraction] = set()
    for match in _QUANTITY.finditer(text):
        value = number_value(match["number"])
        found.update((value, value / 100) if match["percent"] else (value,))
    return frozenset(found)


def number_value(digits: str) -> Fraction:
    """The value of plain digits with thousands separators."""
    return Fraction(digits.replace(",", ""))
