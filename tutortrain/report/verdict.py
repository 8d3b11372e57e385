"""What came of it, in sentences that a teacher understands, each with the verdict of its test."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutortrain.compare.scores import Comparison
from tutortrain.report.scores import Compared, ScoreView, SuiteView
from tutortrain.report.subjects import Model, Pair, Run, Subjects
from tutortrain.report.words import figure, words

BETTER, WORSE = "better", "worse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """verdict: of the paired test behind it, nothing where it rests on none."""

    text: str
    verdict: str = ""


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
    if pair is not None and compared[pair].scores:
        return _of_pair(subjects.models[pair.a], subjects.models[pair.b], suites, compared[pair])
    if not suites:
        return Headline(title="Nothing was benchmarked.", sentences=tuple(map(_held_out, subjects.runs[:5])))
    title = _improved(subjects, compared) or _counted(subjects)
    return Headline(title=title, sentences=tuple(_spreads(subjects.models, suites)))


def _the_pair(subjects: Subjects) -> Pair | None:
    """What the report is about, if that is one comparison."""
    trained = [index for index, model in enumerate(subjects.models) if model.run is not None]
    if len(subjects.runs) > 2 or len(trained) != len(subjects.runs):
        return None
    wanted = [pair for pair in subjects.pairs if len(trained) == 1 or pair.a == trained[0]]
    return wanted[0] if wanted else None


def _of_pair(a: Model, b: Model, suites: Sequence[SuiteView], comparison: Comparison) -> Headline:
    before = "before training" if a.run is None else a.name
    verdicts = [score.verdict for score in comparison.scores.values()]
    num = min(score.num_paired for score in comparison.scores.values())
    return Headline(
        title=_summed_up(verdicts, before, num),
        sentences=tuple(_sentences("This tutor" if a.run is None else b.name, before, suites, comparison)),
    )


def _summed_up(verdicts: Sequence[str], before: str, num: int) -> str:
    match BETTER in verdicts, WORSE in verdicts:
        case True, True:
            return f"Better than {before} in some ways, and worse in others."
        case True, False:
            return f"Better than {before}, and worse in nothing that was measured."
        case False, True:
            return f"Worse than {before}."
        case _:
            return f"No detectable difference from {before} on {num} problems."


def _sentences(
    who: str, before: str, suites: Sequence[SuiteView], comparison: Comparison
) -> Iterator[Sentence]:
    for suite in suites:
        for score in suite.scores:
            name = f"benchmark/{suite.name}/{score.name}"
            if (found := comparison.scores.get(name)) is not None:
                said = words(name).said.format(figure(found.b, score.unit))
                yield Sentence(
                    text=f"{who} {said} ({before}: {figure(found.a, score.unit)}).", verdict=found.verdict
                )


def _spreads(models: Sequence[Model], suites: Sequence[SuiteView]) -> Iterator[Sentence]:
    for suite in suites:
        for score in suite.scores:
            yield Sentence(text=_spread(models, score))


def _spread(models: Sequence[Model], score: ScoreView) -> str:
    points = sorted(
        (point for point in score.points if models[point.model].run is not None),
        key=lambda point: point.value,
        reverse=score.higher_is_better,
    )
    best, worst = points[0], points[-1]
    against = [one.verdict for point in points for one in point.against if models[one.model].run is not None]
    real = sum(verdict in (BETTER, WORSE) for verdict in against)
    ends = " and ".join(f"{figure(p.value, score.unit)} ({models[p.model].name})" for p in (best, worst))
    return f"{score.title}: between {ends}; {real} of {len(against)} differ detectably from the first run."


def _improved(subjects: Subjects, compared: Compared) -> str:
    """Over all runs; nothing where one of them has no scores from before training."""
    verdicts = [
        [score.verdict for score in compared[pair].scores.values()]
        for pair in subjects.pairs
        if subjects.models[pair.a].run is None and compared[pair].scores
    ]
    if len(verdicts) < len(subjects.runs):
        return ""
    better = sum(BETTER in one and WORSE not in one for one in verdicts)
    worse = sum(WORSE in one for one in verdicts)
    others = f"{worse} got worse in something" if worse else "none got worse in anything"
    return f"{better} of {len(verdicts)} runs are better than before training; {others}."


def _counted(subjects: Subjects) -> str:
    completed = sum(run.manifest.status == "completed" for run in subjects.runs)
    num = len(subjects.runs)
    return f"{num} runs, all completed." if completed == num else f"{completed} of {num} runs completed."


def _unfinished(run: Run) -> Headline:
    manifest = run.manifest
    reason = [Sentence(text=f"{manifest.error.type}: {manifest.error.message}")] if manifest.error else []
    return Headline(title=f"This run is {manifest.status}.", sentences=(*reason, _held_out(run)))


def _held_out(run: Run) -> Sentence:
    loss = run.manifest.metrics.final.get("eval/loss")
    if loss is None:
        return Sentence(text=f"{run.short} has no held-out loss yet.")
    best = run.manifest.metrics.best.get("eval/loss")
    lowest = "" if best is None else f", {best.value:.4f} at its lowest (step {best.step})"
    return Sentence(text=f"{run.short} ended with a held-out loss of {loss:.4f}{lowest}.")
