"""Asks a sampler every question of a plan and scores the replies."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from tutortrain.backends.base import Sampler, Tokenizer
from tutortrain.benchmark.generations import Generation
from tutortrain.benchmark.plan import Plan, PlannedSuite
from tutortrain.benchmark.results import BenchmarkResults, Counts, SuiteResult, Tokens
from tutortrain.benchmark.saved import Benchmark
from tutortrain.benchmark.scoring import score, score_by_grade, score_by_topic, score_controls
from tutortrain.benchmark.suites.base import Outcome
from tutortrain.types import Sample, SamplingParams

CHUNK: Final = 100
"""Questions between two reports of progress."""

OnProgress = Callable[[str, int, int], None]
"""Called with a suite's name, how many of its questions have been answered, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One model to ask: `name` labels its results."""

    name: str
    sampler: Sampler
    tokenizer: Tokenizer


def run_benchmark(
    plan: Plan, model: Asked, on_progress: OnProgress = lambda suite, done, total: None
) -> Benchmark:
    """Greedy replies to every question of every suite, judged and scored.

    An error that `on_progress` raises, such as Interrupted, ends the benchmark without a result.
    """
    results: dict[str, SuiteResult] = {}
    generations: list[Generation] = []
    for planned in plan.suites:
        results[planned.name], replies = _run_suite(planned, model, on_progress)
        generations.extend(replies)
    return Benchmark(
        results=BenchmarkResults(model=model.name, suites=results), generations=tuple(generations)
    )


def _run_suite(
    planned: PlannedSuite, model: Asked, on_progress: OnProgress
) -> tuple[SuiteResult, list[Generation]]:
    started = time.monotonic()
    prompts = [model.tokenizer.prompt(messages) for messages in planned.messages]
    samples = _sample(planned, model, prompts, on_progress)
    replies = [model.tokenizer.decode(sample.tokens).strip() for sample in samples]
    outcomes = planned.suite.grade_all(planned.items, replies)
    tokens = Tokens(prompt=sum(map(len, prompts)), sampled=sum(len(sample.tokens) for sample in samples))
    result = SuiteResult(
        num_items=len(planned.items),
        items_from=planned.items_from,
        items_sha256=planned.items_sha256,
        prompt_sha256=planned.prompt_sha256,
        decoding=planned.decoding,
        counts=_count(samples, outcomes),
        scores=score(outcomes, planned.suite.scores),
        by_grade=score_by_grade(planned, outcomes),
        by_topic=score_by_topic(planned, outcomes),
        controls=score_controls(planned),
        seconds=time.monotonic() - started,
        tokens=tokens,
    )
    return result, _generations(planned, samples, replies, outcomes)


def _sample(
    planned: PlannedSuite, model: Asked, prompts: Sequence[tuple[int, ...]], on_progress: OnProgress
) -> list[Sample]:
    """One greedy completion a prompt."""
    params = SamplingParams(
        max_tokens=planned.suite.max_tokens, temperature=0.0, stop=model.tokenizer.stop_tokens
    )
    samples: list[Sample] = []
    on_progress(planned.name, 0, len(prompts))
    for start in range(0, len(prompts), CHUNK):
        answered = model.sampler.sample(prompts[start : start + CHUNK], 1, params).result()
        samples.extend(sample for (sample,) in answered)
        on_progress(planned.name, len(samples), len(prompts))
    return samples


def _count(samples: Sequence[Sample], outcomes: Sequence[Outcome]) -> Counts:
    return Counts(
        errors=0,
        unparsed=sum(outcome.unparsed for outcome in outcomes),
        truncated=sum(sample.stop_reason == "length" for sample in samples),
        timeouts=sum(outcome.timed_out for outcome in outcomes),
    )


def _generations(
    planned: PlannedSuite, samples: Sequence[Sample], replies: Sequence[str], outcomes: Sequence[Outcome]
) -> list[Generation]:
    rows = zip(planned.items, planned.messages, samples, replies, outcomes, strict=True)
    return [
        Generation(
            suite=planned.name,
            id=item.id,
            problem_id=item.problem_id,
            messages=messages,
            reply=reply,
            num_tokens=len(sample.tokens),
            stop_reason=sample.stop_reason,
            outcomes=outcome.counts,
            unparsed=outcome.unparsed,
        )
        for item, messages, sample, reply, outcome in rows
    ]
