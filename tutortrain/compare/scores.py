"""Is one model's benchmark better than another's? Paired on the same items, and allowed to say "no".

comparison.json holds a `ScoreComparison` for every score that both models have.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import ceil
from pathlib import Path
from statistics import fmean
from typing import Final, Literal

from tutortrain.benchmark.results import SuiteResult, Unit, score_name
from tutortrain.benchmark.saved import Benchmark
from tutortrain.benchmark.statistics import (
    SIGNIFICANCE,
    PairedTest,
    holm,
    items_needed,
    smallest_detectable,
)
from tutortrain.compare.pairs import UNDECIDED, Paired, Verdict
from tutortrain.compare.parts import Part, compare_parts
from tutortrain.runs.atomic import write_atomically

SCHEMA: Final = 1
_MUST_AGREE: Final = {
    "items_sha256": "items (or the rules by which replies are judged)",
    "prompt_sha256": "prompts",
    "decoding": "decoding settings",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreComparison:
    """One score of a and b on the items that both answered; `difference` is b - a with its 95 % interval.

    only_a, only_b: items with the greater value in one of them. p: of this test alone; p_adjusted: among all
    scores that are compared (Holm), opinions among themselves. verdict: on b, by p_adjusted at 5 %, the
    score's direction minded; the interval, whose method is `interval`, is of this score alone and may
    disagree.
    detectable: the difference, as a positive number, that so many items show four times in five.
    needed: how many more problems would show the difference that was seen; None where it has been shown,
    where none was seen, or one too small for ten million.
    """

    a: float
    b: float
    difference: float
    low: float
    high: float
    num_paired: int
    num_unmatched: int
    only_a: int
    only_b: int
    test: str
    p: float
    verdict: Verdict
    p_adjusted: float
    interval: str
    num_clusters: int
    detectable: float
    needed: int | None
    unit: Unit = "share"
    is_opinion: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two models by name, and every score that can be compared, by its full name.

    not_comparable: why not, for each suite that both have been asked but not in the same way.
    parts: every score that is measured, within each grade and topic.
    """

    schema: Literal[1] = SCHEMA
    a: str
    b: str
    scores: Mapping[str, ScoreComparison]
    not_comparable: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()

    @property
    def measured(self) -> Mapping[str, ScoreComparison]:
        """Without opinions, which no verdict on a model rests on."""
        return {name: score for name, score in self.scores.items() if not score.is_opinion}

    @property
    def opinions(self) -> Mapping[str, ScoreComparison]:
        """What a judge thinks."""
        return {name: score for name, score in self.scores.items() if score.is_opinion}

    @property
    def drops(self) -> tuple[Part, ...]:
        """Grades and topics in which a score has become worse."""
        return tuple(part for part in self.parts if part.verdict == "worse")


def compare_benchmarks(a: Benchmark, b: Benchmark) -> Comparison:
    """Every score that both have, on the items that both answered.

    A suite whose items, prompts or decoding differ is not compared, for its scores do not measure the same.
    """
    (only,) = compare_family(a, [b])
    return only


def compare_family(a: Benchmark, others: Sequence[Benchmark]) -> tuple[Comparison, ...]:
    """Each of `others` with a, as one family: p-values are adjusted for all scores of all of them.

    What judges think is another family, so that asking one changes nothing in what is measured.
    """
    unlike = [_not_comparable(a, b) for b in others]
    pairs = [tuple(_pairs(a, b, without)) for b, without in zip(others, unlike, strict=True)]
    measured, opinions = (_family([_of_kind(found, kind) for found in pairs]) for kind in (False, True))
    scores = [{**one, **other} for one, other in zip(measured, opinions, strict=True)]
    parts = compare_parts([_of_kind(found, is_opinion=False) for found in pairs])
    return tuple(
        Comparison(
            a=a.results.model,
            b=b.results.model,
            scores=scores[place],
            not_comparable=unlike[place],
            parts=parts[place],
        )
        for place, b in enumerate(others)
    )


def _of_kind(pairs: Sequence[Paired], is_opinion: bool) -> list[Paired]:
    return [pair for pair in pairs if pair.is_opinion == is_opinion]


def _family(pairs: Sequence[Sequence[Paired]]) -> list[dict[str, ScoreComparison]]:
    """For each comparison its scores by name, adjusted for all tests of all of them."""
    tests = [pair.test.p for found in pairs for pair in found]
    adjusted, asked = iter(holm(tests)), SIGNIFICANCE / max(1, len(tests))
    return [{pair.name: _compared(pair, next(adjusted), asked) for pair in found} for found in pairs]


def write_comparison(path: Path, comparison: Comparison) -> None:
    """Replaces the file by rename."""
    write_atomically(path, json.dumps(asdict(comparison), indent=2, ensure_ascii=False) + "\n")


def _not_comparable(a: Benchmark, b: Benchmark) -> dict[str, str]:
    shared = (suite for suite in b.results.suites if suite in a.results.suites)
    return {suite: reason for suite in shared if (reason := _unlike(suite, a, b))}


def _unlike(suite: str, a: Benchmark, b: Benchmark) -> str:
    """Why the suite cannot be compared, or nothing where it can."""
    one, other = a.results.suites[suite], b.results.suites[suite]
    unlike = [what for key, what in _MUST_AGREE.items() if getattr(one, key) != getattr(other, key)]
    if unlike:
        return (
            f"their {' and '.join(unlike)} differ; benchmark both with the same benchmark.* settings and data"
        )
    shared = a.items[suite].keys() & b.items[suite].keys()
    return "" if shared else "they share no item; benchmark again"


def _pairs(a: Benchmark, b: Benchmark, without: Collection[str]) -> Iterator[Paired]:
    for suite, result in b.results.suites.items():
        if suite in a.results.suites and suite not in without:
            yield from _pairs_of(suite, result, a, b)


def _pairs_of(suite: str, result: SuiteResult, a: Benchmark, b: Benchmark) -> Iterator[Paired]:
    """For every score the items that have it, if any."""
    for name, score in result.scores.items():
        replies_a, replies_b = (
            {item: row for item, row in benchmark.items[suite].items() if name in row.outcomes}
            for benchmark in (a, b)
        )
        if shared := [item for item in replies_a if item in replies_b]:
            yield Paired(
                name=score_name(suite, name),
                higher_is_better=score.higher_is_better,
                unit=score.unit,
                a=tuple(replies_a[item].outcomes[name] for item in shared),
                b=tuple(replies_b[item].outcomes[name] for item in shared),
                rows=tuple(replies_b[item] for item in shared),
                num_unmatched=len(replies_a) + len(replies_b) - 2 * len(shared),
                is_opinion=result.opinion is not None,
            )


def _compared(pair: Paired, p_adjusted: float, significance: float) -> ScoreComparison:
    """significance: what Holm asks of the smallest p-value, by which more items are planned."""
    test, verdict = pair.test, pair.verdict(p_adjusted)
    return ScoreComparison(
        a=fmean(pair.a),
        b=fmean(pair.b),
        difference=test.difference,
        low=test.low,
        high=test.high,
        num_paired=test.num_paired,
        num_unmatched=pair.num_unmatched,
        only_a=test.only_a,
        only_b=test.only_b,
        test=test.test,
        p=test.p,
        verdict=verdict,
        p_adjusted=p_adjusted,
        interval=test.interval,
        num_clusters=test.num_clusters,
        detectable=smallest_detectable(test, significance),
        needed=_more_problems(test, significance) if verdict == UNDECIDED else None,
        unit=pair.unit,
        is_opinion=pair.is_opinion,
    )


def _more_problems(test: PairedTest, significance: float) -> int | None:
    """Beyond those that were asked, each with as many items as they have; 1 or more."""
    needed = items_needed(test, significance)
    if needed is None:
        return None
    return max(1, ceil((needed - test.num_paired) * test.num_clusters / test.num_paired))
