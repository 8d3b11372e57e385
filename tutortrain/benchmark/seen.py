"""Which items of a benchmark a run is trained on: too many and it is refused; what it scores on the others.

It belongs to the run's own results: the untouched model's are shared by runs that were trained on other rows.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from tutortrain.benchmark.generations import Generation
from tutortrain.benchmark.plan import Plan, PlannedSuite
from tutortrain.benchmark.results import Overlap, Scores
from tutortrain.benchmark.saved import Benchmark
from tutortrain.benchmark.scoring import Judged, score_suite
from tutortrain.benchmark.suites.base import Outcome
from tutortrain.data.example import Example
from tutortrain.data.overlap import Problems, find_overlap, texts_of
from tutortrain.data.stored import contents
from tutortrain.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Problems that training rows have, as `data.overlap` tells, and how many of so many rows have one.

    first: the first of these rows, and a problem that it has.
    """

    exact: Set[str] = frozenset()
    ngram: Set[str] = frozenset()
    num_rows: int = 0
    of_rows: int = 0
    first: tuple[Example, str] | None = None


def problems_of(plan: Plan) -> tuple[str, ...]:
    """Of all its items, each once."""
    return tuple(dict.fromkeys(item.problem for planned in plan.suites for item in planned.items))


def find_seen(problems: Sequence[str], training: Sequence[Example]) -> Seen:
    """Reads the rows once, and not at all where there is nothing to be found."""
    if not problems:
        return Seen()
    found = find_overlap(Problems(problems), map(texts_of, contents(training)))
    return Seen(
        exact={problems[place] for place in found.exact},
        ngram={problems[place] for place in found.ngram},
        num_rows=found.num_ngram_rows,
        of_rows=len(training),
        first=(training[found.first[0]], problems[found.first[1]]) if found.first else None,
    )


def refuse_seen(plan: Plan, seen: Seen, most: float) -> None:
    """Raises DataError where the training rows have more than this share of a suite's items."""
    worst = max(plan.suites, key=lambda planned: _share(planned, seen.ngram), default=None)
    if worst is None or seen.first is None or (share := _share(worst, seen.ngram)) <= most:
        return
    row, problem = seen.first
    item = next(item for planned in plan.suites for item in planned.items if item.problem == problem)
    raise DataError(
        f"data.max_overlap={most}: {seen.num_rows:,} of {seen.of_rows:,} training rows have "
        f"{_num_in(worst, seen.ngram):,} of the {len(worst.items):,} items ({100 * share:.1f} %) of "
        f"benchmark.suites.{worst.name}; the first is {row.place}, which has the problem of {item.place}. "
        f"{_remedy(row, item)}, or train on them all the same with data.max_overlap=1."
    )


def _remedy(row: Example, item: Example) -> str:
    trained_on, asked = (each.place.rpartition(":")[0] for each in (row, item))
    if trained_on == asked:
        return "Give rows about one problem the same `problem_id`, so that they are held out together"
    return f"Leave such rows out (`tutortrain data overlap {trained_on} {asked} --remove -o FILE`)"


def mark_seen(benchmark: Benchmark, plan: Plan, seen: Seen, above: float) -> Benchmark:
    """The benchmark of a plan, every suite with its overlap with the training rows.

    above: a suite is contaminated where a greater share of its items than this has been seen.
    """
    results, marked = benchmark.results, dict(benchmark.results.suites)
    for planned in plan.suites:
        marked[planned.name] = replace(
            marked[planned.name],
            overlap=_overlap(planned, seen, above),
            by_overlap=_by_overlap(planned, seen.ngram, benchmark.generations),
        )
    return replace(benchmark, results=replace(results, suites=marked))


def _num_in(planned: PlannedSuite, problems: Set[str]) -> int:
    return sum(item.problem in problems for item in planned.items)


def _share(planned: PlannedSuite, problems: Set[str]) -> float:
    return _num_in(planned, problems) / len(planned.items)


def _overlap(planned: PlannedSuite, seen: Seen, above: float) -> Overlap:
    share = _share(planned, seen.ngram)
    return Overlap(
        num_exact=_num_in(planned, seen.exact),
        num_ngram=_num_in(planned, seen.ngram),
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
