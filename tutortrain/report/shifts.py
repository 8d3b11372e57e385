"""Grades and topics in which a model became better or worse than another: what an average can hide."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutortrain.benchmark.results import Unit, score_name
from tutortrain.compare.parts import By, Part
from tutortrain.report.scores import Compared, SuiteView
from tutortrain.report.subjects import Subjects

Places = tuple[tuple[By, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifts:
    """Of one score, `b` judged beside `a`, both indices of models: where all tests of grades and topics
    together find a difference.
    """

    a: int
    b: int
    suite: str
    title: str
    better: Places
    worse: Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A grade or topic in which `b` is worse than `a`, both indices of models."""

    a: int
    b: int
    title: str
    unit: Unit
    part: Part


def find_shifts(suites: Sequence[SuiteView], compared: Compared) -> tuple[Shifts, ...]:
    """Nothing for a score that stands still in every part."""
    found = (
        Shifts(
            a=pair.a,
            b=pair.b,
            suite=suite.name,
            title=score.title,
            better=_places(comparison.parts, score_name(suite.name, score.name), "better"),
            worse=_places(comparison.parts, score_name(suite.name, score.name), "worse"),
        )
        for pair, comparison in compared.items()
        for suite in suites
        for score in suite.scores
    )
    return tuple(shifts for shifts in found if shifts.better or shifts.worse)


def find_alarms(subjects: Subjects, suites: Sequence[SuiteView], compared: Compared) -> Iterator[Alarm]:
    """Beside what was before training; beside each other only where two runs are what the report is about."""
    scores = {score_name(suite.name, score.name): score for suite in suites for score in suite.scores}
    for pair, comparison in compared.items():
        if len(subjects.runs) <= 2 or subjects.models[pair.a].run is None:
            for part in comparison.drops:
                score = scores[part.score]
                yield Alarm(a=pair.a, b=pair.b, title=score.title, unit=score.unit, part=part)


def _places(parts: Sequence[Part], score: str, verdict: str) -> Places:
    return tuple((part.by, part.label) for part in parts if (part.score, part.verdict) == (score, verdict))
