"""Reinforcement learning from verifiable rewards: the model answers, and learns from its better answers.

credit of token t of completion i = advantage_i - kl_coefficient * (log pi(t) - log start(t))

where an advantage says how much better a completion was rewarded than the others of its question.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from tutortrain.arrays import Floats
from tutortrain.config.method import RlvrConfig
from tutortrain.config.training import TrainingConfig
from tutortrain.errors import DataError
from tutortrain.grading.audit import audit, require_trustworthy
from tutortrain.grading.rewards import build_rewards
from tutortrain.grading.symbolic import SymbolicChecker
from tutortrain.methods.advantages import kl_penalty
from tutortrain.methods.base import Batch, Inputs, Policy, Workspace
from tutortrain.methods.counting import of_questions
from tutortrain.methods.expected import Expected
from tutortrain.methods.groups import Collecting, Group, as_rows
from tutortrain.methods.minibatches import Credited, minibatches
from tutortrain.methods.questions import Question, questions
from tutortrain.methods.rollouts import Drawing, Rollout, score
from tutortrain.types import Loss
from tutortrain.usage import Usage


class Rlvr:
    """A step asks `training.batch_size` questions, `method.sampling.group_size` times each."""

    on_policy = True

    def __init__(self, config: RlvrConfig, inputs: Inputs) -> None:
        self._config = config
        self._start = inputs.start
        rewards = build_rewards(config.rewards)
        asked = questions(inputs, config.request, config.sampling.max_tokens)
        gradable = tuple(question for question in asked if rewards.accepts(question.lesson))
        _refuse_ungradable(gradable, config)
        _refuse_untrustworthy(gradable, config)
        self.notes: Mapping[str, int] = MappingProxyType(
            {"problems left out because the rewards need an answer or a solution": len(asked) - len(gradable)}
        )
        self.loss = Loss(
            name=config.loss.name, clip_low=config.loss.clip_low, clip_high=config.loss.clip_high
        )
        self._collecting = Collecting(
            drawing=Drawing(config=config.sampling, tokenizer=inputs.tokenizer),
            rewards=rewards,
            questions=gradable,
            batch_size=inputs.batch_size,
            max_resamples=config.max_resamples,
            truncation_penalty=config.truncation_penalty if config.truncated == "punish" else 0.0,
        )

    def expect(self, training: TrainingConfig, seed: int) -> Expected:
        config = self._config
        drawn = of_questions(self._collecting.questions, config.sampling, training, seed)
        attempts = 1 + config.max_resamples
        learner = Usage(
            prefill=attempts * drawn.drawing.prefill,
            sampled=attempts * drawn.num_sampled,
            trained=config.loss.num_epochs * drawn.num_tokens,
        )
        return Expected(
            num_rows=drawn.num_rows,
            num_steps=drawn.num_steps,
            num_weighted=config.loss.num_epochs * drawn.num_sampled,
            learner=learner + (drawn.scoring if config.kl_coefficient else Usage()),
        )

    def begin(self, _workspace: Workspace) -> "Rlvr":
        return self

    @property
    def num_rows(self) -> int:
        return len(self._collecting.questions)

    def batch(self, seed: int, step: int, policy: Policy) -> Batch:
        collected = self._collecting.collect(seed, step, policy.sampler)
        groups = collected.varied(self._collecting.batch_size)
        return Batch(
            minibatches=minibatches(
                self._credited(groups), self._config.loss, self._config.sampling.max_tokens, (seed, step)
            ),
            metrics=collected.metrics(),
            rollouts=as_rows(
                [(group, group.advantages(self._config.advantage)) for group in collected.groups],
                self._config.num_logged,
            ),
        )

    def _credited(self, groups: Sequence[Group]) -> list[Credited]:
        """What is learned from each completion; under `mask`, nothing from those that were cut."""
        rollouts = [rollout for group in groups for rollout in group.rollouts]
        advantages = [one for group in groups for one in group.advantages(self._config.advantage)]
        penalties = self._penalties(rollouts)
        return [
            Credited(datum=rollout.datum(advantage + penalty), num_tokens=len(penalty))
            for rollout, advantage, penalty in zip(rollouts, advantages, penalties, strict=True)
            if not (rollout.is_truncated and self._config.truncated == "mask")
        ]

    def _penalties(self, rollouts: Sequence[Rollout]) -> list[Floats]:
        """[T] for each completion: what its tokens lose for leaving the starting model."""
        coefficient = self._config.kl_coefficient
        if not coefficient:
            return [np.zeros_like(rollout.logprobs) for rollout in rollouts]
        return [
            kl_penalty(rollout.logprobs, reference, coefficient)
            for rollout, reference in zip(rollouts, score(rollouts, self._start.sampler), strict=True)
        ]


def _refuse_ungradable(gradable: Sequence[Question], config: RlvrConfig) -> None:
    if not gradable:
        raise DataError(
            f"No training row has what the rewards {', '.join(config.rewards)} need: an `answer`, and for "
            "guidance a `solution`. Add them to the data, or choose other rewards in method.rewards."
        )


def _refuse_untrustworthy(gradable: Sequence[Question], config: RlvrConfig) -> None:
    """Tries the check of final answers on some of the run's own answers, evenly spread, in many forms."""
    answers = [question.example.answer for question in gradable if question.example.answer]
    checked = any(reward.kind == "correctness" for reward in config.rewards.values())
    if checked and answers and config.audit.num_answers:
        sample = answers[:: max(1, len(answers) // config.audit.num_answers)][: config.audit.num_answers]
        with SymbolicChecker() as checker:
            require_trustworthy(audit(sample, checker), config.audit.max_error)
