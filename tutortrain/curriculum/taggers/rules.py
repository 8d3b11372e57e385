"""Where the rules of `placement` put a problem, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from tutortrain.curriculum.features import read
from tutortrain.curriculum.placement import place
from tutortrain.curriculum.problem import Problem
from tutortrain.curriculum.tag import Tag
from tutortrain.curriculum.taggers.base import MANY, TaggerOptions


@dataclass(frozen=True, slots=True)
class RulesTagger:
    """How sure a rule is, it cannot say; a problem that none knows gets no tag."""

    identity: str = "rules"
    batch: int = MANY

    @classmethod
    def open(cls, _options: TaggerOptions) -> Self:
        return cls()

    def tag(self, problems: Sequence[Problem]) -> list[Tag]:
        return [_tag(place(read(problem))) for problem in problems]


def _tag(code: str | None) -> Tag:
    return Tag(method="rules", grade=code and code.partition(".")[0], topic=code)
