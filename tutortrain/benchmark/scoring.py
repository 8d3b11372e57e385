"""From outcomes of items to scores with intervals."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutortrain.benchmark.asking import OnProgress, unwatched
from tutortrain.benchmark.generations import Generation
from tutortrain.benchmark.judging.verdicts import verdicts
from tutortrain.benchmark.plan import PlannedSuite
from tutortrain.benchmark.results import Score, Scores, Unit
from tutortrain.benchmark.statistics import estimate
from tutortrain.benchmark.suites.base import Outcome
from tutortrain.data.example import Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An item, what it came to, and the replies that this rests on."""

    item: Example
    outcome: Outcome
    rows: tuple[Generation, ...] = ()


def score(judged: Sequence[Judged], directions: Mapping[str, bool], unit: Unit = "share") -> Scores:
    """The mean over the items that have it, for every score; `directions` as a suite declares its scores.

    A score that no item has is left out.
    """
    having = {name: [one for one in judged if name in one.outcome.counts] for name in directions}
    return {name: _score(name, having[name], directions[name], unit) for name in directions if having[name]}


def score_suite(judged: Sequence[Judged], planned: PlannedSuite) -> Scores:
    """The suite's own scores of these items."""
    return score(judged, planned.suite.scores, planned.unit)


def score_by_grade(judged: Sequence[Judged], planned: PlannedSuite) -> Mapping[str, Scores]:
    """Scores of each grade; items without one are in none."""
    grades = [() if one.item.grade is None else (one.item.grade,) for one in judged]
    return _by_label(judged, grades, planned)


def score_by_topic(judged: Sequence[Judged], planned: PlannedSuite) -> Mapping[str, Scores]:
    """Scores of each topic tag; an item with two tags counts for both."""
    return _by_label(judged, [one.item.topic_tags for one in judged], planned)


def score_controls(
    planned: PlannedSuite,
    more: Mapping[str, Sequence[str]] | None = None,
    on_progress: OnProgress = unwatched,
) -> Mapping[str, Scores]:
    """What replies that need no model would score on the same items, every sample being the same.

    more: such replies by the name of their control, beside the suite's own.
    """
    return {
        control: score_suite(_judge(planned, control, replies, on_progress), planned)
        for control, replies in {**planned.suite.controls(planned.items), **(more or {})}.items()
    }


def _judge(
    planned: PlannedSuite, control: str, replies: Sequence[str], on_progress: OnProgress
) -> list[Judged]:
    suite, items = planned.suite, planned.items
    outcomes = verdicts(suite, f"{planned.name}'s {control}", items, replies, on_progress)
    return [
        Judged(item=item, outcome=suite.pool([outcome] * suite.decoding.num_samples))
        for item, outcome in zip(items, outcomes, strict=True)
    ]


def _score(name: str, judged: Sequence[Judged], higher_is_better: bool, unit: Unit) -> Score:
    values = [one.outcome.counts[name] for one in judged]
    found = estimate(values, [one.item.problem_id for one in judged], can_be_shares=unit == "share")
    return Score(
        value=found.value,
        low=found.low,
        high=found.high,
        n=found.n,
        higher_is_better=higher_is_better,
        unit=unit,
        interval=found.method,
        num_clusters=found.num_clusters if found.num_clusters < found.n else None,
    )


def _by_label(
    judged: Sequence[Judged], labels: Sequence[Sequence[str]], planned: PlannedSuite
) -> Mapping[str, Scores]:
    groups = defaultdict(list)
    for one, names in zip(judged, labels, strict=True):
        for name in names:
            groups[name].append(one)
    return {name: score_suite(groups[name], planned) for name in sorted(groups)}
