"""Graded groups of completions: what reinforcement learning learns from.

Dimensions: P questions, G completions of one question.
"""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from tutortrain.arrays import Floats
from tutortrain.backends.base import Sampler
from tutortrain.config.method import Estimator
from tutortrain.data.batches import batch_rows
from tutortrain.grading.check import VERDICTS
from tutortrain.grading.rewards import Completion, Graded, Rewards
from tutortrain.methods.advantages import advantages, has_variance
from tutortrain.methods.questions import Question
from tutortrain.methods.rollouts import Drawing, Rollout, describe
from tutortrain.runs.jsonl import Row
from tutortrain.types import Metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All completions of one question with their rewards [G]."""

    rollouts: tuple[Rollout, ...]
    graded: tuple[Graded, ...]
    rewards: Floats

    @property
    def has_variance(self) -> bool:
        """Whether some completion was better than another; if not, there is nothing to learn."""
        return len(self.rollouts) > 1 and bool(has_variance(self.rewards[None])[0])

    def advantages(self, estimator: Estimator) -> Floats:
        """[G]: how much better each completion was than its group."""
        [credits] = advantages(self.rewards[None], estimator)
        return np.asarray(credits)


@dataclass(slots=True, kw_only=True)
class Collected:
    """Every group drawn for a step, and the seconds that it took."""

    groups: list[Group] = field(default_factory=list)
    sampling: float = 0.0
    grading: float = 0.0

    def varied(self, wanted: int) -> list[Group]:
        """The first `wanted` groups from which something can be learned."""
        return [group for group in self.groups if group.has_variance][:wanted]

    def metrics(self) -> Metrics:
        """Over all groups, those included from which nothing can be learned."""
        graded = [one for group in self.groups for one in group.graded]
        return {
            "rollout/reward": float(np.mean([group.rewards for group in self.groups])),
            **_means(graded),
            "rollout/no_variance": 1 - len(self.varied(len(self.groups))) / len(self.groups),
            **_verdicts(graded),
            **describe([rollout for group in self.groups for rollout in group.rollouts]),
            "time/sampling": self.sampling,
            "time/grading": self.grading,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Collecting:
    """Draws and grades groups; questions that teach nothing are replaced, at most `max_resamples` times."""

    drawing: Drawing
    rewards: Rewards
    questions: Sequence[Question]
    batch_size: int
    max_resamples: int
    truncation_penalty: float

    def collect(self, seed: int, step: int, sampler: Sampler) -> Collected:
        """A pure function of its arguments."""
        collected = Collected()
        for attempt, chosen in enumerate(self._attempts(seed, step)):
            missing = self.batch_size - len(collected.varied(self.batch_size))
            if not missing:
                break
            self._add(collected, sampler, chosen[:missing], (seed, step, attempt))
        return collected

    def _attempts(self, seed: int, step: int) -> Iterator[list[Question]]:
        """The step's own questions, then as many others as may be needed, drawn anew for every attempt."""
        count = len(self.questions)
        yield [self.questions[index] for index in batch_rows(count, self.batch_size, seed, step)]
        for attempt in range(self.max_resamples):
            others = np.random.default_rng([seed, step, attempt]).permutation(count)[: self.batch_size]
            yield [self.questions[index] for index in others]

    def _add(
        self, collected: Collected, sampler: Sampler, questions: Sequence[Question], key: Sequence[int]
    ) -> None:
        began = time.perf_counter()
        drawn = self.drawing.draw(sampler, questions, key)
        sampled = time.perf_counter()
        collected.groups += self._graded(drawn)
        collected.sampling += sampled - began
        collected.grading += time.perf_counter() - sampled

    def _graded(self, drawn: Sequence[tuple[Rollout, ...]]) -> list[Group]:
        """All completions are graded in one call, so that the slow ones of all groups wait side by side."""
        graded = iter(self.rewards.grade([_completion(rollout) for group in drawn for rollout in group]))
        return [self._group(group, tuple(islice(graded, len(group)))) for group in drawn]

    def _group(self, rollouts: tuple[Rollout, ...], graded: tuple[Graded, ...]) -> Group:
        lost = [self.truncation_penalty * rollout.is_truncated for rollout in rollouts]
        rewards = np.array([one.reward for one in graded]) - lost
        return Group(rollouts=rollouts, graded=graded, rewards=rewards.astype(np.float32))


def _means(graded: Sequence[Graded]) -> Metrics:
    """The mean of every part over the completions that have it."""
    names = {name: None for one in graded for name in one.parts}
    return {
        f"rollout/reward/{name}": float(np.mean([one.parts[name] for one in graded if name in one.parts]))
        for name in names
    }


def _verdicts(graded: Sequence[Graded]) -> Metrics:
    """The share of every verdict over all completions, 0 for one that was not given; none without a check."""
    given = Counter(one.verdict for one in graded if one.verdict is not None)
    return {f"rollout/verdict/{name}": given[name] / len(graded) for name in VERDICTS if given}


def _completion(rollout: Rollout) -> Completion:
    return Completion(
        reply=rollout.reply,
        num_tokens=len(rollout.sample.tokens),
        truncated=rollout.is_truncated,
        lesson=rollout.question.lesson,
    )


def as_rows(groups: Sequence[tuple[Group, Floats]], limit: int) -> tuple[Row, ...]:
    """The first `limit` completions of groups and their advantages [G], as people and `tutortrain rollouts`
    read them.
    """
    return tuple(
        {
            "problem_id": rollout.question.example.problem_id,
            "problem": rollout.question.example.problem,
            "answer": rollout.question.example.answer,
            "reply": rollout.reply,
            "reward": float(reward),
            "parts": dict(graded.parts),
            "verdict": graded.verdict,
            "advantage": float(advantage),
            "num_tokens": len(rollout.sample.tokens),
            "truncated": rollout.is_truncated,
        }
        for group, advantages in groups[:limit]
        for rollout, graded, reward, advantage in zip(
            group.rollouts, group.graded, group.rewards, advantages, strict=True
        )
    )[:limit]
