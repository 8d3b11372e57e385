"""What one model got right and the other wrong: the problems behind a difference, with both replies."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from tutortrain.benchmark.generations import Generation
from tutortrain.benchmark.results import Score
from tutortrain.benchmark.saved import Benchmark

Kind = Literal["fixed", "broken", "mixed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One item that b scored otherwise than a. mixed: better in one score of the suite, worse in another."""

    suite: str
    kind: Kind
    a: Generation
    b: Generation


def find_changes(a: Benchmark, b: Benchmark, without: Collection[str] = ()) -> Iterator[Change]:
    """The items of every suite that both were asked, but for those `without`, in b's order.

    A loss changes a little in every item, which fixes and breaks nothing.
    """
    for suite, result in b.results.suites.items():
        shares = {name: score for name, score in result.scores.items() if score.unit == "share"}
        if shares and suite in a.results.suites and suite not in without:
            yield from _of_suite(suite, shares, a, b)


def _of_suite(suite: str, scores: Mapping[str, Score], a: Benchmark, b: Benchmark) -> Iterator[Change]:
    before = a.items[suite]
    for item, reply in b.items[suite].items():
        if item in before and (kind := _kind(before[item], reply, scores)) is not None:
            yield Change(suite=suite, kind=kind, a=before[item], b=reply)


def _kind(a: Generation, b: Generation, scores: Mapping[str, Score]) -> Kind | None:
    known = [name for name in scores if name in a.outcomes and name in b.outcomes]
    improved = {
        (b.outcomes[name] > a.outcomes[name]) == scores[name].higher_is_better
        for name in known
        if a.outcomes[name] != b.outcomes[name]
    }
    if len(improved) == 2:
        return "mixed"
    return None if not improved else "fixed" if True in improved else "broken"
