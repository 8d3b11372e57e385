"""The scores of all models, suite by suite: what belongs to one suite is never shown apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tutortrain.benchmark.results import Score, SuiteResult, Unit, score_name
from tutortrain.compare.contamination import contamination
from tutortrain.compare.opinions import believed
from tutortrain.compare.scores import Comparison, ScoreComparison, compare_family
from tutortrain.report.subjects import Model, Pair, Subjects
from tutortrain.report.words import words

Compared = Mapping[Pair, Comparison]


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """A paired test beside another model, given as an index."""

    model: int
    test: ScoreComparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A model's score with its interval."""

    model: int
    value: float
    low: float
    high: float
    n: int
    against: tuple[Against, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A reply that needs no model, on the same items."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreView:
    """One score, for all models that have it."""

    name: str
    title: str
    unit: Unit
    higher_is_better: bool
    points: tuple[Point, ...]
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteView:
    """One suite; `notes` say what its scores leave out or rest on."""

    name: str
    scores: tuple[ScoreView, ...]
    notes: tuple[str, ...]


def compare_all(subjects: Subjects) -> Compared:
    """Every pair, tested; what is beside the same model is one family of tests."""
    compared: dict[Pair, Comparison] = {}
    for a in dict.fromkeys(pair.a for pair in subjects.pairs):
        family = [pair for pair in subjects.pairs if pair.a == a]
        others = [subjects.models[pair.b].benchmark for pair in family]
        found = compare_family(subjects.models[a].benchmark, others)
        compared.update(zip(family, found, strict=True))
    return {pair: compared[pair] for pair in subjects.pairs}


def suite_views(models: Sequence[Model], compared: Compared) -> tuple[SuiteView, ...]:
    """In the order in which the suites were asked."""
    names = dict.fromkeys(suite for model in models for suite in model.benchmark.results.suites)
    return tuple(_suite(name, models, compared) for name in names)


def _suite(name: str, models: Sequence[Model], compared: Compared) -> SuiteView:
    results = {
        index: model.benchmark.results.suites[name]
        for index, model in enumerate(models)
        if name in model.benchmark.results.suites
    }
    scores = {key: score for result in results.values() for key, score in result.scores.items()}
    return SuiteView(
        name=name,
        scores=tuple(_score(name, key, score, results, compared) for key, score in scores.items()),
        notes=(*_judged(results), *_not_compared(name, models, compared), *_rest_on(models, results)),
    )


def _judged(results: Mapping[int, SuiteResult]) -> Iterator[str]:
    said = (believed(result.opinion) for result in results.values() if result.opinion is not None)
    yield from (f"Not measured: {each}." for each in dict.fromkeys(said))


def _score(
    suite: str, key: str, example: Score, results: Mapping[int, SuiteResult], compared: Compared
) -> ScoreView:
    first = next(iter(results.values()))
    return ScoreView(
        name=key,
        title=words(score_name(suite, key)).title,
        unit=example.unit,
        higher_is_better=example.higher_is_better,
        points=tuple(
            _point(index, result.scores[key], score_name(suite, key), compared)
            for index, result in results.items()
            if key in result.scores
        ),
        controls=tuple(
            Control(name=name, value=scores[key].value, low=scores[key].low, high=scores[key].high)
            for name, scores in first.controls.items()
            if key in scores
        ),
    )


def _point(model: int, score: Score, name: str, compared: Compared) -> Point:
    against = (
        Against(model=pair.a, test=test)
        for pair, comparison in compared.items()
        if pair.b == model and (test := comparison.scores.get(name)) is not None
    )
    return Point(
        model=model, value=score.value, low=score.low, high=score.high, n=score.n, against=tuple(against)
    )


def _not_compared(suite: str, models: Sequence[Model], compared: Compared) -> Iterator[str]:
    for pair, comparison in compared.items():
        if reason := comparison.not_comparable.get(suite):
            yield f"{models[pair.b].name} is not compared with {models[pair.a].name}: {reason}."


def _rest_on(models: Sequence[Model], results: Mapping[int, SuiteResult]) -> Iterator[str]:
    for index, result in results.items():
        counts, tokens = result.counts, result.decoding.get("max_tokens", 0)
        said = {
            "requests failed and are in no score": counts.errors,
            "replies had no answer that could be read": counts.unparsed,
            f"replies were cut at {tokens:.0f} tokens": counts.truncated,
            "replies took too long to judge": counts.timeouts,
            "replies were not judged, for the judge failed": counts.unjudged,
        }
        if any(said.values()):
            parts = ", ".join(f"{count} {what}" for what, count in said.items() if count)
            yield f"{models[index].name}: of {result.num_items} items, {parts}."
        if contaminated := contamination(result):
            yield f"{models[index].name} {contaminated}."
