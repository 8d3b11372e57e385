"""On-policy distillation: the student answers, and learns from what the teacher makes of every token."""

import time
from collections.abc import Mapping
from typing import Final

import numpy as np

from tutortrain.arrays import Floats
from tutortrain.config.method import DistillationConfig
from tutortrain.config.training import TrainingConfig
from tutortrain.errors import ConfigError
from tutortrain.grading.rewards import build_rewards
from tutortrain.methods.base import Batch, Inputs, Policy, Workspace
from tutortrain.methods.counting import of_questions
from tutortrain.methods.distillation.alike import refuse_unlike, require_repeatable
from tutortrain.methods.distillation.divergence import DIVERGENCES, Divergence
from tutortrain.methods.expected import Expected
from tutortrain.methods.groups import Collected, Collecting, Group, as_rows
from tutortrain.methods.minibatches import minibatches
from tutortrain.methods.questions import questions
from tutortrain.methods.rollouts import Drawing
from tutortrain.types import Metrics
from tutortrain.usage import Usage

_OF_REWARDS: Final = ("rollout/reward", "rollout/no_variance")


class OnPolicy:
    """A step asks `training.batch_size` questions, `method.sampling.group_size` times each."""

    on_policy = True

    def __init__(self, config: DistillationConfig, inputs: Inputs) -> None:
        self._config = config
        self._rewarded = any(reward.weight for reward in config.rewards.values())
        _refuse_contradictions(config, rewarded=self._rewarded)
        self._teacher = inputs.model(config.teacher.model)
        refuse_unlike(self._teacher, inputs)
        rewards = build_rewards(config.rewards)
        asked = questions(inputs, config.request, config.sampling.max_tokens)
        chosen = tuple(question for question in asked if rewards.accepts(question.lesson))
        self.notes: Mapping[str, int] = {
            "problems left out because the rewards need an answer or a solution": len(asked) - len(chosen)
        }
        self._divergence: Divergence = DIVERGENCES[config.divergence](config)
        self.loss = self._divergence.loss
        self._collecting = Collecting(
            drawing=Drawing(config=config.sampling, tokenizer=inputs.tokenizer),
            rewards=rewards,
            questions=chosen,
            batch_size=inputs.batch_size,
            max_resamples=0,
            truncation_penalty=0.0,
        )

    def expect(self, training: TrainingConfig, seed: int) -> Expected:
        drawn = of_questions(self._collecting.questions, self._config.sampling, training, seed)
        num_epochs = self._config.loss.num_epochs
        return Expected(
            num_rows=drawn.num_rows,
            num_steps=drawn.num_steps,
            num_weighted=num_epochs * drawn.num_sampled,
            learner=drawn.drawing + Usage(trained=num_epochs * drawn.num_tokens),
            teacher=drawn.scoring,
            teacher_model=self._teacher.base_model,
        )

    def begin(self, _workspace: Workspace) -> "OnPolicy":
        require_repeatable(self._teacher, self._collecting.questions[0].prompt)
        return self

    @property
    def num_rows(self) -> int:
        return len(self._collecting.questions)

    def batch(self, seed: int, step: int, policy: Policy) -> Batch:
        collected = self._collecting.collect(seed, step, policy.sampler)
        advantages = [self._advantages(group) for group in collected.groups]
        began = time.perf_counter()
        taught = self._divergence.teach(
            [rollout for group in collected.groups for rollout in group.rollouts],
            np.concatenate(advantages),
            self._teacher.sampler,
        )
        seconds = time.perf_counter() - began
        return Batch(
            minibatches=minibatches(
                taught.credited, self._config.loss, self._config.sampling.max_tokens, (seed, step)
            ),
            metrics={**self._collected(collected), **taught.metrics, "time/teacher": seconds},
            rollouts=as_rows(list(zip(collected.groups, advantages, strict=True)), self._config.num_logged),
        )

    def _collected(self, collected: Collected) -> Metrics:
        """Without rewards that count there is no reward to report, only its parts."""
        metrics = collected.metrics()
        if self._rewarded:
            return metrics
        return {key: value for key, value in metrics.items() if key not in _OF_REWARDS}

    def _advantages(self, group: Group) -> Floats:
        """[G]: what the rewards add to the teacher's credit."""
        if not self._rewarded:
            return np.zeros(len(group.rollouts), np.float32)
        return group.advantages(self._config.advantage)


def _refuse_contradictions(config: DistillationConfig, *, rewarded: bool) -> None:
    if config.teacher.url is not None:
        raise ConfigError(
            "method.teacher.url: on_policy needs the teacher's log-probabilities of the student's tokens, "
            "which a chat endpoint does not give; set method.mode=off_policy, or leave the url out"
        )
    if rewarded and config.divergence == "forward_kl":
        raise ConfigError(
            "method.rewards: with method.divergence=forward_kl there is no credit to which a reward could be "
            "added; set their weights to 0, or method.divergence=reverse_kl"
        )
    if rewarded and config.sampling.group_size < 2:
        raise ConfigError(
            "method.sampling.group_size: rewards that count compare the completions of a question; "
            "expected 2 or more"
        )
