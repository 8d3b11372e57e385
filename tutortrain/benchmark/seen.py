"""What a run scores on items that it was trained on, and on the others.

It belongs to the run's own results: the untouched model's are shared by runs that were trained on other rows.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from tutortrain.benchmark.generations import Generation
from tutortrain.benchmark.plan import Plan, PlannedSuite
from tutortrain.benchmark.results import Overlap, Scores
from tutortrain.benchmark.saved import Benchmark
from tutortrain.benchmark.scoring import Judged, score_suite
from tutortrain.benchmark.suites.base import Outcome
from tutortrain.data.example import Example
from tutortrain.data.overlap import Problems, find_overlap


def mark_seen(benchmark: Benchmark, plan: Plan, training: Iterable[Example], above: float) -> Benchmark:
    """The benchmark of a plan, every suite with its overlap with the training rows.

    above: a suite is contaminated where a greater share of its items than this has been seen.
    """
    problems = list(dict.fromkeys(item.problem for planned in plan.suites for item in planned.items))
    found = find_overlap(Problems(problems), map(_texts, training))
    exact, ngram = ({problems[place] for place in places} for places in (found.exact, found.ngram))
    results, marked = benchmark.results, dict(benchmark.results.suites)
    for planned in plan.suites:
        marked[planned.name] = replace(
            marked[planned.name],
            overlap=_overlap(planned, exact, ngram, above),
            by_overlap=_by_overlap(planned, ngram, benchmark.generations),
        )
    return replace(benchmark, results=replace(results, suites=marked))


def _texts(row: Example) -> Sequence[str]:
    """The bare problem, and whatever is said, in which other problems may stand."""
    return (row.problem, *(turn.content for turn in row.messages))


def _overlap(planned: PlannedSuite, exact: Set[str], ngram: Set[str], above: float) -> Overlap:
    num_ngram = sum(item.problem in ngram for item in planned.items)
    share = num_ngram / len(planned.items)
    return Overlap(
        num_exact=sum(item.problem in exact for item in planned.items),
        num_ngram=num_ngram,
        share=share,
        contaminated=share > above,
    )


def _by_overlap(
    planned: PlannedSuite, seen: Set[str], generations: Iterable[Generation]
) -> Mapping[str, Scores]:
    """Of the items that were answered; an item's outcomes stand in each of its samples."""
    outcomes = {row.id: row.outcomes for row in generations if row.suite == planned.name and row.outcomes}
    parts: dict[str, list[Judged]] = {"seen": [], "unseen": []}
    for item in planned.items:
        if item.id in outcomes:
            part = parts["seen" if item.problem in seen else "unseen"]
            part.append(Judged(item=item, outcome=Outcome(counts=outcomes[item.id])))
    return {name: score_suite(judged, planned) for name, judged in parts.items() if judged}
