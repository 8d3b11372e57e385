"""Reinforcement learning from verifiable rewards: the model answers, and learns from its better answers.

credit of token t of completion i = advantage_i - kl_coefficient * (log pi(t) - log start(t))

where an advantage says how much better a completion was rewarded than the others of its question.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from tutortrain.config.method import RlvrConfig
from tutortrain.errors import DataError
from tutortrain.grading.audit import audit, require_trustworthy
from tutortrain.grading.rewards import build_rewards
from tutortrain.grading.symbolic import SymbolicChecker
from tutortrain.methods.advantages import kl_penalty
from tutortrain.methods.base import Batch, Inputs, Models, Policy
from tutortrain.methods.groups import Collecting, Group
from tutortrain.methods.minibatches import Credited, minibatches
from tutortrain.methods.questions import Question, questions
from tutortrain.methods.rollouts import Drawing, Rollout
from tutortrain.runs.jsonl import Row
from tutortrain.types import Floats, Loss


class Rlvr:
    """A step asks `training.batch_size` questions, `method.sampling.group_size` times each."""

    on_policy = True

    def __init__(self, config: RlvrConfig, inputs: Inputs) -> None:
        self._config = config
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

    @property
    def num_rows(self) -> int:
        return len(self._collecting.questions)

    def batch(self, seed: int, step: int, policy: Policy) -> Batch:
        collected = self._collecting.collect(seed, step, policy.sampler)
        groups = collected.varied(self._collecting.batch_size)
        credited = [one for group in groups for one in self._credited(group, policy.models)]
        return Batch(
            minibatches=minibatches(
                credited, self._config.loss, self._config.sampling.max_tokens, (seed, step)
            ),
            metrics=collected.metrics(),
            rollouts=tuple(self._rows(collected.groups)),
        )

    def _credited(self, group: Group, models: Models) -> list[Credited]:
        """What is learned from each completion; under `mask`, nothing from those that were cut."""
        penalties = self._penalties(group.rollouts, models)
        return [
            Credited(datum=rollout.datum(advantage + penalty), num_tokens=len(penalty))
            for rollout, advantage, penalty in zip(
                group.rollouts, group.advantages(self._config.advantage), penalties, strict=True
            )
            if not (rollout.is_truncated and self._config.truncated == "mask")
        ]

    def _penalties(self, rollouts: Sequence[Rollout], models: Models) -> list[Floats]:
        """[T] for each completion: what its tokens lose for leaving the starting model."""
        sampled = [np.asarray(rollout.sample.logprobs, np.float32) for rollout in rollouts]
        if not self._config.kl_coefficient:
            return [np.zeros_like(one) for one in sampled]
        reference = models.start.logprobs([rollout.sequence for rollout in rollouts]).result()
        return [
            kl_penalty(one, rollout.of_completion(values), self._config.kl_coefficient)
            for rollout, one, values in zip(rollouts, sampled, reference, strict=True)
        ]

    def _rows(self, groups: Sequence[Group]) -> list[Row]:
        """The first `num_logged` completions, as people and `tutortrain rollouts` read them."""
        rows = [
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
            for group in groups[: self._config.num_logged]
            for rollout, graded, reward, advantage in zip(
                group.rollouts,
                group.graded,
                group.rewards,
                group.advantages(self._config.advantage),
                strict=True,
            )
        ]
        return rows[: self._config.num_logged]


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
