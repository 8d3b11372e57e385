"""Whether a server gives a run's own replies or the untouched model's, told before anything is measured.

Both have replied to the same questions greedily, in process; where their replies differ, the server's shows
which weights it has. What it replies is kept like any other reply.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Final

from tutortrain.backends.endpoint.served import agreement
from tutortrain.benchmark.generations import Generation, Item, of_suite
from tutortrain.benchmark.plan import Plan, PlannedSuite
from tutortrain.benchmark.saved import Benchmark

NUM_QUESTIONS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """The share of the text, from its beginning, that agrees with each of the two; of so many questions."""

    trained: float
    untouched: float
    num: int

    @property
    def is_untouched(self) -> bool:
        """Rounding elsewhere may end the agreement of a text early, but does not make it another model's."""
        return self.untouched > self.trained


def telling(plan: Plan, trained: Benchmark, untouched: Benchmark) -> Plan:
    """The few greedy questions of a plan to which the two replied otherwise; empty where there are none."""
    suites = (_telling(planned, trained, untouched) for planned in plan.suites)
    return Plan(suites=tuple(suite for suite in suites if suite.items))


def _telling(planned: PlannedSuite, trained: Benchmark, untouched: Benchmark) -> PlannedSuite:
    if planned.suite.decoding.temperature > 0:
        return replace(planned, items=(), messages=())
    known = _replies(planned.name, trained, untouched)
    chosen = [
        (item, messages)
        for item, messages in zip(planned.items, planned.messages, strict=True)
        if (item.problem_id, *(turn.content for turn in messages)) in known
    ][:NUM_QUESTIONS]
    return replace(
        planned, items=tuple(item for item, _ in chosen), messages=tuple(said for _, said in chosen)
    )


def compare_replies(
    served: Sequence[Generation], trained: Benchmark, untouched: Benchmark
) -> Likeness | None:
    """Whose replies a server's are like; None where nothing tells."""
    pairs = list(_pairs(served, trained, untouched))
    if not pairs:
        return None
    return Likeness(
        trained=fmean(agreement(said, one) for said, one, _ in pairs),
        untouched=fmean(agreement(said, other) for said, _, other in pairs),
        num=len(pairs),
    )


def _pairs(
    served: Sequence[Generation], trained: Benchmark, untouched: Benchmark
) -> Iterator[tuple[str, str, str]]:
    for suite in {row.suite for row in served}:
        known = _replies(suite, trained, untouched)
        for item, row in of_suite(served, suite).items():
            if item in known:
                yield row.reply, *known[item]


def _replies(suite: str, trained: Benchmark, untouched: Benchmark) -> Mapping[Item, tuple[str, str]]:
    one, other = of_suite(trained.generations, suite), of_suite(untouched.generations, suite)
    return {
        item: (one[item].reply, other[item].reply)
        for item in one.keys() & other.keys()
        if one[item].reply != other[item].reply
    }
