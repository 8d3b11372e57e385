"""What a benchmark will ask, known before any model is: chosen items, digests, and the keys of baselines."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from tutortrain.benchmark.items import choose_items
from tutortrain.benchmark.questions import Questions
from tutortrain.benchmark.results import SuiteResult, Unit
from tutortrain.benchmark.suites import build_suite
from tutortrain.benchmark.suites.base import Suite
from tutortrain.config.benchmark import BenchmarkConfig
from tutortrain.data.example import Example
from tutortrain.errors import DataError
from tutortrain.types import Message

GRADING_RULES: Final = 2
"""Raised when a reply may be judged otherwise than before: earlier scores are then no longer comparable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSuite:
    """A suite with its items; `messages[i]` is what is sent about `items[i]`."""

    name: str
    suite: Suite
    items: tuple[Example, ...]
    messages: tuple[tuple[Message, ...], ...]

    @property
    def items_from(self) -> str:
        """The file that the items lie in, `embedded/heldout` for the generated problems."""
        return self.items[0].place.rpartition(":")[0]

    @property
    def items_sha256(self) -> str:
        """Changes with anything that replies are judged against."""
        judge = self.suite.judge
        opinion = [] if judge is None else [judge.identity]
        return _digest([GRADING_RULES, [_judged_against(item) for item in self.items], *opinion])

    @property
    def prompt_sha256(self) -> str:
        """Changes with anything that is said to the model."""
        return _digest([[[turn.role, turn.content] for turn in turns] for turns in self.messages])

    @property
    def decoding(self) -> Mapping[str, float]:
        """As benchmark_results.json has it."""
        return self.suite.decoding.recorded

    @property
    def questions(self) -> Questions:
        """As they are asked."""
        return Questions(
            name=self.name, items=self.items, messages=self.messages, decoding=self.suite.decoding
        )

    @property
    def unit(self) -> Unit:
        """Of all its scores: what is read to a model comes to losses."""
        return "nats" if self.suite.reads else "share"

    def key(self, weights: str) -> str:
        """Hex digest of a model's fingerprint with items, prompts and decoding: equal keys, equal results."""
        return _digest([weights, self.name, self.items_sha256, self.prompt_sha256, dict(self.decoding)])

    def asks_as(self, result: SuiteResult) -> bool:
        """Whether a result is of the same items, prompts and decoding."""
        return (self.items_sha256, self.prompt_sha256, dict(self.decoding)) == (
            result.items_sha256,
            result.prompt_sha256,
            dict(result.decoding),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All suites of a benchmark, in the order in which they are asked; `left_out` can judge no row."""

    suites: tuple[PlannedSuite, ...]
    left_out: tuple[str, ...] = ()

    def key(self, num_digits: int) -> str:
        """The first digits of a digest of all that is asked, and how."""
        return _digest([planned.key("") for planned in self.suites])[:num_digits]

    def only(self, names: Collection[str]) -> "Plan":
        """The suites of these names."""
        return replace(self, suites=tuple(planned for planned in self.suites if planned.name in names))

    @property
    def read(self) -> tuple[str, ...]:
        """The names of the suites that are read to a model, which not every one can be."""
        return tuple(planned.name for planned in self.suites if planned.suite.reads)

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of the others."""
        return tuple(planned.name for planned in self.suites if not planned.suite.reads)


def plan_benchmark(
    config: BenchmarkConfig, examples: Sequence[Example], *, num_items: int, seed: int = 0
) -> Plan:
    """Chooses the items of every suite among those that it makes of the examples.

    num_items: for a suite, at most; `config.num_items` has been resolved by the caller. seed: of the choice.
    Raises DataError if there are suites and none can judge any of them.
    """
    suites = {name: build_suite(suite) for name, suite in config.suites.items()}
    chosen = {name: choose_items(suite.items(examples), num_items, seed) for name, suite in suites.items()}
    if suites and not any(chosen.values()):
        raise DataError(
            f"benchmark.suites: no held-out row can be judged by {' or '.join(suites)}; give rows an "
            "`answer` (and a `solution` for hints), or turn the benchmark off with benchmark=none"
        )
    return Plan(
        suites=tuple(_planned(name, suites[name], items) for name, items in chosen.items() if items),
        left_out=tuple(name for name, items in chosen.items() if not items),
    )


def _judged_against(item: Example) -> list[object]:
    """Without an attempt as before there were any, so that what was measured then can still be compared."""
    attempt = [] if item.attempt is None else [item.attempt, item.mistake]
    return [item.problem_id, item.problem, item.answer, item.solution, *attempt]


def _planned(name: str, suite: Suite, items: tuple[Example, ...]) -> PlannedSuite:
    messages = tuple(suite.messages(item) for item in items)
    return PlannedSuite(name=name, suite=suite, items=items, messages=messages)


def _digest(value: object) -> str:
    return sha256(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
