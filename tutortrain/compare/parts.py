"""The same comparison within each grade and each topic: an average can hide what has become worse."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tutortrain.benchmark.generations import Generation
from tutortrain.benchmark.results import Unit
from tutortrain.benchmark.statistics import holm
from tutortrain.compare.pairs import Paired, Verdict

By = Literal["grade", "topic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A score, by its full name, within one grade or topic.

    p_adjusted: among all grades and topics of all scores compared at once (Holm); the verdict goes by it.
    """

    score: str
    by: By
    label: str
    unit: Unit
    difference: float
    low: float
    high: float
    num_paired: int
    p: float
    p_adjusted: float
    verdict: Verdict


def compare_parts(compared: Sequence[Sequence[Paired]]) -> tuple[tuple[Part, ...], ...]:
    """The parts of each comparison; an item with two topics counts for both, one without any for none."""
    found = [[part for pair in pairs for part in _parts(pair)] for pairs in compared]
    adjusted = iter(holm([pair.test.p for parts in found for _, _, pair in parts]))
    return tuple(
        tuple(_part(by, label, pair, next(adjusted)) for by, label, pair in parts) for parts in found
    )


def _parts(pair: Paired) -> Iterator[tuple[By, str, Paired]]:
    places: dict[tuple[By, str], list[int]] = defaultdict(list)
    for place, row in enumerate(pair.rows):
        for part in _labels(row):
            places[part].append(place)
    for by, label in sorted(places):
        yield by, label, pair.at(places[by, label])


def _labels(row: Generation) -> Iterator[tuple[By, str]]:
    if row.grade is not None:
        yield "grade", row.grade
    for topic in dict.fromkeys(row.topic_tags):
        yield "topic", topic


def _part(by: By, label: str, pair: Paired, p_adjusted: float) -> Part:
    test = pair.test
    return Part(
        score=pair.name,
        by=by,
        label=label,
        unit=pair.unit,
        difference=test.difference,
        low=test.low,
        high=test.high,
        num_paired=test.num_paired,
        p=test.p,
        p_adjusted=p_adjusted,
        verdict=pair.verdict(p_adjusted),
    )
