"""Tags beside what people say: for every row whether the grade, domain and standard are right."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tutortrain.curriculum.problem import Problem
from tutortrain.curriculum.tag import Tag
from tutortrain.curriculum.taggers import Tagger
from tutortrain.curriculum.taxonomy import GRADES
from tutortrain.data.example import Example

_CODE: Final = re.compile(r"[K1-8]\.(?P<domain>[A-Z]{1,3})(?:\.[A-Z](?P<number>\.\d+)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One row: what it says, as far as it says it, and what the tagger says.

    gap: the grades between the two, None where either is silent; cluster: rows about one problem share it.
    """

    grade: int | None
    domain: str | None
    standard: str | None
    tag: Tag
    cluster: str

    @property
    def gap(self) -> int | None:
        if self.grade is None or self.tag.grade is None:
            return None
        return abs(self.grade - GRADES.index(self.tag.grade))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Rows of like confidence: its mean, and the share of them that is right within one grade."""

    num: int
    confidence: float
    right: float


def judge(tagger: Tagger, examples: Sequence[Example]) -> list[Judged]:
    """Rows without a known grade and code say nothing, and are left out. Grades are as GRADES has them."""
    known = [example for example in examples if _grade(example) is not None or _codes(example)]
    judged = []
    for start in range(0, len(known), tagger.batch):
        chunk = known[start : start + tagger.batch]
        tags = tagger.tag([_problem(example) for example in chunk])
        judged += [_judged(example, tag) for example, tag in zip(chunk, tags, strict=True)]
    return judged


def constant(judged: Sequence[Judged], within: int) -> int:
    """The one grade that, always said, is right most often."""
    grades = [row.grade for row in judged if row.grade is not None]
    return max(range(len(GRADES)), key=lambda guess: sum(abs(grade - guess) <= within for grade in grades))


def calibration(judged: Sequence[Judged], num_bins: int = 5) -> list[Bin]:
    """Rows with a grade and a confidence, in bins of equal size from the least sure to the surest."""
    sure = sorted(
        (row.tag.confidence, row.gap <= 1)
        for row in judged
        if row.gap is not None and row.tag.confidence is not None
    )
    cuts = [round(index * len(sure) / num_bins) for index in range(num_bins + 1)]
    bins = [sure[start:stop] for start, stop in pairwise(cuts)]
    return [
        Bin(
            num=len(rows),
            confidence=sum(confidence for confidence, _ in rows) / len(rows),
            right=sum(right for _, right in rows) / len(rows),
        )
        for rows in bins
        if rows
    ]


def _problem(example: Example) -> Problem:
    return Problem(text=example.problem, answer=example.answer, solution=example.solution)


def _judged(example: Example, tag: Tag) -> Judged:
    codes = _codes(example)
    return Judged(
        grade=_grade(example),
        domain=codes[0].split(".")[1] if codes else None,
        standard=next((code for code in codes if code.count(".") == 3), None),
        tag=tag,
        cluster=example.problem_id,
    )


def _grade(example: Example) -> int | None:
    name = (example.grade or "").removesuffix(".0")
    return GRADES.index(name) if name in GRADES else None


def _codes(example: Example) -> list[str]:
    return [tag for tag in example.topic_tags if _CODE.fullmatch(tag)]
