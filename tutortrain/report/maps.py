"""Scores by grade and topic: a cell for each two that occur together, and the margins."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tutortrain.benchmark.generations import Generation, of_suite
from tutortrain.benchmark.results import Scores, SuiteResult
from tutortrain.report.scores import SuiteView
from tutortrain.report.subjects import Model

ALL: Final = ""
"""Stands for every topic, or every grade."""
Place = tuple[str, str]
"""A topic and a grade."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """One score of one model; `cells` are topic, grade, mean and number of items."""

    suite: str
    score: str
    model: int
    cells: tuple[tuple[int, int, float, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Maps:
    """`topics` and `grades` are named once, `ALL` first; cells point into them."""

    topics: tuple[str, ...]
    grades: tuple[str, ...]
    maps: tuple[Map, ...]


def grade_maps(models: Sequence[Model], suites: Sequence[SuiteView]) -> Maps:
    """Benchmarks from before replies had their problem's grade have margins alone."""
    found = [
        (suite.name, score.name, index, _means(score.name, result, model.benchmark.generations, suite.name))
        for index, model in enumerate(models)
        for suite in suites
        if (result := model.benchmark.results.suites.get(suite.name)) is not None
        for score in suite.scores
    ]
    places = [place for *_, means in found for place in means]
    topics, grades = _topics(places), _in_order(grade for _, grade in places)
    maps = (
        Map(
            suite=suite,
            score=score,
            model=model,
            cells=tuple(
                (topics.index(topic), grades.index(grade), mean, num)
                for (topic, grade), (mean, num) in means.items()
            ),
        )
        for suite, score, model, means in found
    )
    return Maps(topics=topics, grades=grades, maps=tuple(maps))


def _means(
    score: str, result: SuiteResult, generations: Sequence[Generation], suite: str
) -> dict[Place, tuple[float, int]]:
    inner = defaultdict(list)
    for row in of_suite(generations, suite).values():
        for topic in row.topic_tags if row.grade is not None and score in row.outcomes else ():
            inner[topic, str(row.grade)].append(row.outcomes[score])
    return {
        **dict(_margins(score, result)),
        **{place: (sum(values) / len(values), len(values)) for place, values in inner.items()},
    }


def _margins(score: str, result: SuiteResult) -> Iterator[tuple[Place, tuple[float, int]]]:
    if score in result.scores and (result.by_grade or result.by_topic):
        yield (ALL, ALL), (result.scores[score].value, result.scores[score].n)
    parts: Mapping[Place, Scores] = {
        **{(ALL, grade): scores for grade, scores in result.by_grade.items()},
        **{(topic, ALL): scores for topic, scores in result.by_topic.items()},
    }
    for place, scores in parts.items():
        if score in scores:
            yield place, (scores[score].value, scores[score].n)


def _topics(places: Sequence[Place]) -> tuple[str, ...]:
    """By the lowest grade that they occur in, then by name."""
    lowest: dict[str, str] = {}
    for topic, grade in places:
        lowest[topic] = min(lowest.get(topic, grade) or grade, grade or lowest.get(topic, grade))
    return tuple(sorted(lowest, key=lambda topic: (topic != ALL, _by_number(lowest[topic]), topic)))


def _in_order(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(names), key=_by_number))


def _by_number(name: str) -> tuple[bool, float, str]:
    """Grade 10 after grade 9, and words after numbers; `ALL` before everything."""
    number = float(name) if name.isdecimal() else 0.0
    return name != ALL and not name.isdecimal(), number, name
