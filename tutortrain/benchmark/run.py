"""Asks a model every question of a plan and scores the replies."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tutortrain.benchmark.generations import Generation
from tutortrain.benchmark.journal import Journal, keys, written
from tutortrain.benchmark.plan import Plan, PlannedSuite
from tutortrain.benchmark.respondents.base import Answer, Key, Reader, Respondent
from tutortrain.benchmark.results import BenchmarkResults, Counts, Scores, SuiteResult, Tokens
from tutortrain.benchmark.saved import Benchmark
from tutortrain.benchmark.scoring import Judged, score_by_grade, score_by_topic, score_controls, score_suite
from tutortrain.benchmark.suites.base import Outcome
from tutortrain.data.example import Example
from tutortrain.errors import BackendError

OnProgress = Callable[[str, int, int], None]
"""Called with a suite's name, how many of its questions have been answered, and how many there are."""


def run_benchmark(
    plan: Plan,
    model: Respondent,
    journal: Journal,
    on_progress: OnProgress = lambda suite, done, total: None,
) -> Benchmark:
    """Replies to every question of every suite, judged and scored; `journal` keeps each as it arrives.

    An error that `on_progress` raises, such as Interrupted, ends the benchmark without a result. Raises
    BackendError for a suite of which no question was answered.
    """
    results: dict[str, SuiteResult] = {}
    generations: list[Generation] = []
    for planned in plan.suites:
        started = time.monotonic()
        groups = _ask(planned, model, journal, on_progress)
        judged = _judge(planned, groups)
        result = replace(_result(planned, groups, judged), controls=_controls(planned, model))
        results[planned.name] = replace(result, asked=model.asked, seconds=time.monotonic() - started)
        generations += [row for one in judged for row in one.rows]
        generations += [row for group in groups for row in group if row.error is not None]
    return Benchmark(
        results=BenchmarkResults(model=model.name, suites=results), generations=tuple(generations)
    )


def _ask(
    planned: PlannedSuite, model: Respondent, journal: Journal, on_progress: OnProgress
) -> list[list[Generation]]:
    """For each item, its samples in order; what the journal knows is not asked again."""
    digests, decoding = keys(planned, model.asked), planned.suite.decoding
    places = [[(index, sample) for sample in range(decoding.num_samples)] for index in range(len(digests))]
    wanted = {place for group in places for place in group}
    known = journal.replies(planned, model.asked)
    rows = {place: written(planned, digests[place[0]], place, reply) for place, reply in known.items()}

    def arrived(answers: Mapping[Key, Answer]) -> None:
        new = {place: written(planned, digests[place[0]], place, answer) for place, answer in answers.items()}
        journal.add(new.values())
        rows.update(new)
        on_progress(planned.name, len(rows), len(wanted))

    on_progress(planned.name, len(known), len(wanted))
    answer = _reader(planned, model).read if planned.suite.reads else model.answer
    answer(planned.messages, decoding, wanted - rows.keys(), arrived)
    return [[rows[place] for place in group] for group in places]


def _reader(planned: PlannedSuite, model: Respondent) -> Reader:
    """Raises BackendError for a model that can only be asked."""
    if model.reader is None:
        raise BackendError(
            f"{planned.name}: {model.asked.through} does not tell how likely a text is; leave the suite out, "
            "or benchmark the weights in this process"
        )
    return model.reader


def _controls(planned: PlannedSuite, model: Respondent) -> Mapping[str, Scores]:
    if not planned.suite.reads:
        return score_controls(planned)
    return score_controls(planned, _reader(planned, model).controls(planned.messages, planned.suite.decoding))


def _judge(planned: PlannedSuite, groups: Sequence[Sequence[Generation]]) -> list[Judged]:
    """Items of which a sample failed are left out. Raises BackendError where that leaves none."""
    whole = [
        (item, group)
        for item, group in zip(planned.items, groups, strict=True)
        if all(row.error is None for row in group)
    ]
    if not whole:
        raise BackendError(f"{planned.name}: no question was answered: {groups[0][0].error}")
    items = [item for item, group in whole for _ in group]
    verdicts = iter(planned.suite.grade_all(items, [row.reply for _, group in whole for row in group]))
    return [_judged(planned, item, [(row, next(verdicts)) for row in group]) for item, group in whole]


def _judged(planned: PlannedSuite, item: Example, samples: Sequence[tuple[Generation, Outcome]]) -> Judged:
    pooled = planned.suite.pool([verdict for _, verdict in samples])
    rows = [replace(row, outcomes=pooled.counts, unparsed=verdict.unparsed) for row, verdict in samples]
    return Judged(item=item, outcome=pooled, rows=tuple(rows))


def _result(
    planned: PlannedSuite, groups: Sequence[Sequence[Generation]], judged: Sequence[Judged]
) -> SuiteResult:
    rows = [row for group in groups for row in group]
    return SuiteResult(
        num_items=len(planned.items),
        items_from=planned.items_from,
        items_sha256=planned.items_sha256,
        prompt_sha256=planned.prompt_sha256,
        decoding=planned.decoding,
        counts=_count(rows, judged),
        scores=score_suite(judged, planned),
        by_grade=score_by_grade(judged, planned),
        by_topic=score_by_topic(judged, planned),
        controls={},
        seconds=0.0,
        tokens=Tokens(
            prompt=sum(row.num_prompt_tokens for row in rows), sampled=sum(row.num_tokens for row in rows)
        ),
    )


def _count(rows: Sequence[Generation], judged: Sequence[Judged]) -> Counts:
    return Counts(
        errors=sum(row.error is not None for row in rows),
        unparsed=sum(row.unparsed for one in judged for row in one.rows),
        truncated=sum(row.stop_reason == "length" for row in rows),
        timeouts=sum(one.outcome.timed_out for one in judged),
    )
