"""What a run would take, without running it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tutortrain.backends.base import Tokenizer
from tutortrain.benchmark.plan import PlannedSuite
from tutortrain.benchmark.statistics import detectable
from tutortrain.job.prepare import Job
from tutortrain.methods.expected import Expected
from tutortrain.types import Usage

NUM_BENCHMARKED: Final = 2
"""The untouched model, unless its benchmark was kept, and the trained one."""
ASSUMED_CHANGED: Final = 0.25
"""Share of a benchmark's items that training is taken to change, for lack of anything known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlan:
    """training: its steps and tokens. benchmark: tokens of both models together, at most.

    num_items, detectable: by suite, and the difference of a score that they show four times in five.
    """

    training: Expected
    benchmark: Usage
    num_items: Mapping[str, int]
    detectable: Mapping[str, float]


def plan_run(job: Job) -> RunPlan:
    """Counts what can be counted; nothing is loaded but the tokenizer and the data."""
    suites = job.benchmark.suites
    once = sum((_usage(suite, job.tokenizer) for suite in suites), Usage())
    return RunPlan(
        training=job.recipe.expect(job.config.training, job.config.seed),
        benchmark=sum([once] * NUM_BENCHMARKED, Usage()),
        num_items={suite.name: len(suite.items) for suite in suites},
        detectable={suite.name: detectable(len(suite.items), ASSUMED_CHANGED) for suite in suites},
    )


def _usage(suite: PlannedSuite, tokenizer: Tokenizer) -> Usage:
    return Usage(
        prefill=sum(len(tokenizer.prompt(messages)) for messages in suite.messages),
        sampled=len(suite.items) * suite.suite.max_tokens,
    )
