"""Asks a model every question of a plan and scores the replies."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tutortrain.benchmark.asking import OnProgress, ask_all, unwatched
from tutortrain.benchmark.generations import Generation
from tutortrain.benchmark.journal import Journal
from tutortrain.benchmark.judging.verdicts import opinion, verdicts
from tutortrain.benchmark.plan import Plan, PlannedSuite
from tutortrain.benchmark.respondents.base import Reader, Respondent
from tutortrain.benchmark.results import BenchmarkResults, Counts, Scores, SuiteResult, Tokens
from tutortrain.benchmark.saved import Benchmark
from tutortrain.benchmark.scoring import Judged, score_by_grade, score_by_topic, score_controls, score_suite
from tutortrain.benchmark.suites.base import Outcome
from tutortrain.data.example import Example
from tutortrain.errors import BackendError


def run_benchmark(
    plan: Plan, model: Respondent, journal: Journal, on_progress: OnProgress = unwatched
) -> Benchmark:
    """Replies to every question of every suite, judged and scored; `journal` keeps each as it arrives.

    An error that `on_progress` raises, such as Interrupted, ends the benchmark without a result. Raises
    BackendError for a suite of which no question was answered or no reply judged, and where a judge is asked
    EndpointError.
    """
    results: dict[str, SuiteResult] = {}
    generations: list[Generation] = []
    for planned in plan.suites:
        started = time.monotonic()
        ask = _reader(planned, model).read if planned.suite.reads else model.answer
        groups = ask_all(planned.questions, ask, model.asked, journal, on_progress)
        judged = _judge(planned, groups, on_progress)
        results[planned.name] = replace(
            _result(planned, groups, judged),
            controls=_controls(planned, model, on_progress),
            opinion=opinion(planned.suite, planned.name, on_progress),
            asked=model.asked,
            seconds=time.monotonic() - started,
        )
        generations += [row for one in judged for row in one.rows]
        generations += [row for group in groups for row in group if row.error is not None]
    return Benchmark(
        results=BenchmarkResults(model=model.name, suites=results), generations=tuple(generations)
    )


def _reader(planned: PlannedSuite, model: Respondent) -> Reader:
    """Raises BackendError for a model that can only be asked."""
    if model.reader is None:
        raise BackendError(
            f"{planned.name}: {model.asked.through} does not tell how likely a text is; leave the suite out, "
            "or benchmark the weights in this process"
        )
    return model.reader


def _controls(planned: PlannedSuite, model: Respondent, on_progress: OnProgress) -> Mapping[str, Scores]:
    if not planned.suite.reads:
        return score_controls(planned, on_progress=on_progress)
    return score_controls(planned, _reader(planned, model).controls(planned.messages, planned.suite.decoding))


def _judge(
    planned: PlannedSuite, groups: Sequence[Sequence[Generation]], on_progress: OnProgress
) -> list[Judged]:
    """Items of which a sample failed are left out. Raises BackendError where that leaves none."""
    whole = [
        (item, group)
        for item, group in zip(planned.items, groups, strict=True)
        if all(row.error is None for row in group)
    ]
    if not whole:
        raise BackendError(f"{planned.name}: no question was answered: {groups[0][0].error}")
    items = [item for item, group in whole for _ in group]
    replies = [row.reply for _, group in whole for row in group]
    outcomes = verdicts(planned.suite, planned.name, items, replies, on_progress)
    if all(outcome.unjudged is not None for outcome in outcomes):
        raise BackendError(f"{planned.name}: no reply was judged: {outcomes[0].unjudged}")
    found = iter(outcomes)
    return [_judged(planned, item, [(row, next(found)) for row in group]) for item, group in whole]


def _judged(planned: PlannedSuite, item: Example, samples: Sequence[tuple[Generation, Outcome]]) -> Judged:
    pooled = planned.suite.pool([verdict for _, verdict in samples])
    rows = [
        replace(
            row,
            outcomes=pooled.counts,
            unparsed=verdict.unparsed,
            judgement=verdict.judgement,
            unjudged=verdict.unjudged,
        )
        for row, verdict in samples
    ]
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
        unjudged=sum(row.unjudged is not None for one in judged for row in one.rows),
    )
