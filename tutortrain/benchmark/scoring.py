"""From outcomes of items to scores with intervals."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from tutortrain.benchmark.plan import PlannedSuite
from tutortrain.benchmark.results import Score, Scores
from tutortrain.benchmark.statistics import wilson
from tutortrain.benchmark.suites.base import Outcome


def score(outcomes: Sequence[Outcome], directions: Mapping[str, bool]) -> Scores:
    """The share of items that count, for every score; `directions` as a suite declares its scores."""
    return {
        name: _score([outcome.counts[name] for outcome in outcomes], higher_is_better)
        for name, higher_is_better in directions.items()
    }


def score_by_grade(planned: PlannedSuite, outcomes: Sequence[Outcome]) -> Mapping[str, Scores]:
    """Scores of each grade; items without one are in none."""
    return _by_label(
        planned, outcomes, [() if item.grade is None else (item.grade,) for item in planned.items]
    )


def score_by_topic(planned: PlannedSuite, outcomes: Sequence[Outcome]) -> Mapping[str, Scores]:
    """Scores of each topic tag; an item with two tags counts for both."""
    return _by_label(planned, outcomes, [item.topic_tags for item in planned.items])


def score_controls(planned: PlannedSuite) -> Mapping[str, Scores]:
    """What replies that need no model would score on the same items."""
    suite, items = planned.suite, planned.items
    return {
        control: score(suite.grade_all(items, replies), suite.scores)
        for control, replies in suite.controls(items).items()
    }


def _score(counts: Sequence[bool], higher_is_better: bool) -> Score:
    interval = wilson(sum(counts), len(counts))
    return Score(
        value=sum(counts) / len(counts),
        low=interval.low,
        high=interval.high,
        n=len(counts),
        higher_is_better=higher_is_better,
    )


def _by_label(
    planned: PlannedSuite, outcomes: Sequence[Outcome], labels: Sequence[Sequence[str]]
) -> Mapping[str, Scores]:
    groups = defaultdict(list)
    for outcome, names in zip(outcomes, labels, strict=True):
        for name in names:
            groups[name].append(outcome)
    return {name: score(groups[name], planned.suite.scores) for name in sorted(groups)}
