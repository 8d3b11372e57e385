"""What a run would take, without running it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tutortrain.backends.base import Tokenizer
from tutortrain.benchmark.plan import PlannedSuite
from tutortrain.benchmark.statistics import detectable
from tutortrain.job.prepare import Job
from tutortrain.methods.expected import Expected
from tutortrain.usage import Usage

NUM_BENCHMARKED: Final = 2
"""The untouched model, unless its benchmark was kept, and the trained one."""
ASSUMED_CHANGED: Final = 0.25
"""Share of a benchmark's items that training is taken to change, for lack of anything known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlan:
    """training: its steps and tokens. benchmark: tokens of both models together, at most. held_out: tokens of
    all looks at the held-out loss. usage: all of these together by model.

    num_items, detectable: by suite, and the difference of a score that they show four times in five; of
    losses that depends on how they spread, which nobody knows before.
    """

    training: Expected
    benchmark: Usage
    held_out: Usage
    usage: Mapping[str, Usage]
    num_items: Mapping[str, int]
    detectable: Mapping[str, float]


def plan_run(job: Job) -> RunPlan:
    """Counts what can be counted; nothing is loaded but the tokenizer and the data."""
    suites, config = job.benchmark.suites, job.config
    training = job.recipe.expect(config.training, config.seed)
    once = sum((_usage(suite, job.tokenizer) for suite in suites), Usage())
    benchmark, held_out = sum([once] * NUM_BENCHMARKED, Usage()), _held_out(job, training.num_steps)
    usage = {config.model.base_model: training.learner + benchmark + held_out}
    if training.teacher_model is not None:
        before = usage.get(training.teacher_model, Usage())
        usage[training.teacher_model] = before + training.teacher
    return RunPlan(
        training=training,
        benchmark=benchmark,
        held_out=held_out,
        usage=usage,
        num_items={suite.name: len(suite.items) for suite in suites},
        detectable={
            suite.name: detectable(len(suite.items), ASSUMED_CHANGED)
            for suite in suites
            if suite.unit == "share"
        },
    )


def _held_out(job: Job, num_steps: int) -> Usage:
    """Before the first step, whenever one is due, and after the last."""
    config = job.config.training
    num_looks = 1 + len(
        {num_steps, *range(config.eval_every or num_steps, num_steps, config.eval_every or 1)}
    )
    return Usage(prefill=num_looks * sum(row.num_tokens for row in job.held_out.data[: config.eval_rows]))


def _usage(suite: PlannedSuite, tokenizer: Tokenizer) -> Usage:
    decoding = suite.suite.decoding
    if suite.suite.reads:
        return Usage(prefill=sum(len(tokenizer.render(messages).tokens) for messages in suite.messages))
    num_read = sum(len(tokenizer.prompt(messages)) for messages in suite.messages)
    return Usage(
        prefill=decoding.num_samples * num_read,
        sampled=len(suite.items) * decoding.num_samples * decoding.max_tokens,
    )
