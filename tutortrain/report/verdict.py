"""What came of it, in sentences that a teacher understands, each with the verdict of its test."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tutortrain.benchmark.results import score_name
from tutortrain.compare.pairs import UNDECIDED
from tutortrain.compare.parts import Part
from tutortrain.compare.scores import Comparison
from tutortrain.report.scores import Compared, ScoreView, SuiteView
from tutortrain.report.subjects import Model, Pair, Run, Subjects
from tutortrain.report.words import figure, words

BETTER, WORSE = "better", "worse"
ENDINGS: Final = {
    "running": "This run has not ended yet.",
    "failed": "This run failed.",
    "interrupted": "This run was interrupted.",
    "killed": "This run was killed.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """verdict: of the paired test behind it, nothing where it rests on none. needed: how many more problems
    would show the difference that was seen.
    """

    text: str
    verdict: str = ""
    needed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One line, and a sentence a score."""

    title: str
    sentences: tuple[Sentence, ...]


def headline(subjects: Subjects, suites: Sequence[SuiteView], compared: Compared) -> Headline:
    """For one run beside what it was before, for two beside each other, for more where the scores lie."""
    ended_badly = [run for run in subjects.runs if run.manifest.status != "completed"]
    if len(subjects.runs) == 1 and ended_badly:
        return _unfinished(subjects.runs[0])
    pair = _the_pair(subjects)
    if pair is not None and compared[pair].measured:
        return _of_pair(subjects.models[pair.a], subjects.models[pair.b], suites, compared[pair])
    if not suites:
        return Headline(title="Nothing was benchmarked.", sentences=tuple(map(_held_out, subjects.runs[:5])))
    title = _improved(subjects, compared) or _counted(subjects)
    return Headline(title=title, sentences=tuple(_spreads(subjects.models, suites)))


def _the_pair(subjects: Subjects) -> Pair | None:
    """What the report is about, if that is one comparison."""
    trained = [index for index, model in enumerate(subjects.models) if _is_trained(model)]
    if len(subjects.runs) > 2 or len(trained) != len(subjects.runs):
        return None
    wanted = [
        pair for pair in subjects.pairs if pair.b in trained and (len(trained) == 1 or pair.a == trained[0])
    ]
    return wanted[0] if wanted else None


def _of_pair(a: Model, b: Model, suites: Sequence[SuiteView], comparison: Comparison) -> Headline:
    before = "before training" if a.run is None else a.name
    return Headline(
        title=_summed_up(comparison, before),
        sentences=tuple(_sentences("This tutor" if a.run is None else b.name, before, suites, comparison)),
    )


def _summed_up(comparison: Comparison, before: str) -> str:
    """A part that became worse is never left out, whatever the scores as a whole say."""
    scores, drops = comparison.measured.values(), comparison.drops
    verdicts = {score.verdict for score in scores}
    match BETTER in verdicts, WORSE in verdicts:
        case True, True:
            return f"Better than {before} in some ways, and worse in others."
        case True, False:
            rest = f"but worse in {_where(drops)}" if drops else "and worse in nothing that was measured"
            return f"Better than {before}, {rest}."
        case False, True:
            return f"Worse than {before}."
        case _ if drops:
            return f"On the whole no detectable difference from {before}, but worse in {_where(drops)}."
        case _:
            num = min(score.num_clusters for score in scores)
            return f"No detectable difference from {before} on {num} problems."


def _where(drops: Sequence[Part]) -> str:
    places = dict.fromkeys(f"grade {part.label}" if part.by == "grade" else part.label for part in drops)
    return " and ".join(places) if len(places) < 3 else f"{len(places)} grades and topics"


def _sentences(
    who: str, before: str, suites: Sequence[SuiteView], comparison: Comparison
) -> Iterator[Sentence]:
    for suite in suites:
        for score in suite.scores:
            name = score_name(suite.name, score.name)
            if (found := comparison.scores.get(name)) is not None:
                said = words(name).said.format(figure(found.b, score.unit))
                yield Sentence(
                    text=f"{who} {said} ({before}: {figure(found.a, score.unit)}).",
                    verdict=found.verdict,
                    needed=found.needed,
                )


def _spreads(models: Sequence[Model], suites: Sequence[SuiteView]) -> Iterator[Sentence]:
    for suite in suites:
        for score in suite.scores:
            yield Sentence(text=_spread(models, score))


def _spread(models: Sequence[Model], score: ScoreView) -> str:
    points = sorted(
        [point for point in score.points if _is_trained(models[point.model])] or score.points,
        key=lambda point: point.value,
        reverse=score.higher_is_better,
    )
    ends = [f"{figure(p.value, score.unit)} ({models[p.model].name})" for p in (points[0], points[-1])]
    if len(points) == 1:
        return f"{score.title}: {ends[0]}."
    tests = [one.test for point in points for one in point.against if models[one.model].run is not None]
    real = sum(test.verdict != UNDECIDED for test in tests)
    differ = f"{real} of {len(tests)} differ detectably from the first run"
    return f"{score.title}: between {' and '.join(ends)}; {differ}."


def _is_trained(model: Model) -> bool:
    return model.run is not None and not model.served


def _improved(subjects: Subjects, compared: Compared) -> str:
    """Over all runs; nothing where one of them has no scores from before training."""
    comparisons = [
        compared[pair]
        for pair in subjects.pairs
        if subjects.models[pair.a].run is None and compared[pair].measured
    ]
    if len(comparisons) < len(subjects.runs):
        return ""
    verdicts = [{score.verdict for score in comparison.measured.values()} for comparison in comparisons]
    better = sum(BETTER in one and WORSE not in one for one in verdicts)
    worse = sum(
        WORSE in one or bool(comparison.drops) for one, comparison in zip(verdicts, comparisons, strict=True)
    )
    others = f"{worse} got worse in something" if worse else "none got worse in anything"
    return f"{better} of {len(verdicts)} runs are better than before training; {others}."


def _counted(subjects: Subjects) -> str:
    completed = sum(run.manifest.status == "completed" for run in subjects.runs)
    num = len(subjects.runs)
    if num == 1:
        return "Benchmarked, and compared with nothing."
    return f"{num} runs, all completed." if completed == num else f"{completed} of {num} runs completed."


def _unfinished(run: Run) -> Headline:
    manifest = run.manifest
    reason = [Sentence(text=f"{manifest.error.type}: {manifest.error.message}")] if manifest.error else []
    return Headline(title=ENDINGS[manifest.status], sentences=(*reason, _held_out(run)))


def _held_out(run: Run) -> Sentence:
    loss = run.manifest.metrics.final.get("eval/loss")
    if loss is None:
        return Sentence(text=f"{run.short} has no held-out loss yet.")
    best = run.manifest.metrics.best.get("eval/loss")
    lowest = (
        "" if best is None or best.value == loss else f", {best.value:.4f} at its lowest (step {best.step})"
    )
    return Sentence(text=f"{run.short} ended with a held-out loss of {loss:.4f}{lowest}.")
