"""The group `method`: one frozen type for each way to train, told apart by `kind`."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from tutortrain.config.endpoint import Address, Connection, EndpointConfig
from tutortrain.config.model import hub_id
from tutortrain.config.reward import RewardConfig
from tutortrain.config.settings import settings

Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]
Estimator = Literal["grpo", "dr_grpo", "rloo"]
NonNegative = Annotated[float, Field(ge=0)]


@settings
class SftConfig:
    """Supervised fine-tuning on the tutor's turns."""

    kind: Literal["sft"]


@settings
class SamplingConfig:
    """How a model answers: `group_size` completions of every question."""

    group_size: Positive
    max_tokens: Positive
    temperature: Annotated[float, Field(gt=0)]
    top_p: Annotated[float, Field(gt=0, le=1)]
    top_k: Count


@settings
class GroupSamplingConfig(SamplingConfig):
    """Completions that are compared with one another."""

    group_size: Annotated[int, Field(ge=2)]


@settings
class PolicyLossConfig:
    """The loss of sampled tokens, and how one batch of completions is cut into optimiser steps.

    clip_low, clip_high: the ratio of new to old probability is held within [1 - low, 1 + high] (ppo, cispo).
    average: over `token`s, over `sequence`s of mean tokens, or a `constant`: max_tokens a sequence.
    """

    name: Literal["importance_sampling", "ppo", "cispo"]
    clip_low: Annotated[float, Field(ge=0, le=1)]
    clip_high: NonNegative
    average: Literal["token", "sequence", "constant"]
    num_minibatches: Positive
    num_epochs: Positive


@settings
class AuditConfig:
    """Before the first step the check is tried on `num_answers` gold answers (0: none) in many forms."""

    num_answers: Count
    max_error: Annotated[float, Field(ge=0, le=1)]


@settings
class RlvrConfig:
    """Reinforcement learning from verifiable rewards.

    request: what the pupil says below the bare problem.
    kl_coefficient: a token's credit falls by so much for each nat by which it left the starting model.
    max_resamples: how often questions whose completions were all rewarded alike are replaced by others.
    truncated: completions cut at max_tokens are graded as they are (keep), left out of the loss (mask), or
        lose `truncation_penalty` (punish).
    num_logged: completions a step that go into rollouts.jsonl.
    """

    kind: Literal["rlvr"]
    request: str
    sampling: GroupSamplingConfig
    advantage: Estimator
    loss: PolicyLossConfig
    kl_coefficient: NonNegative
    max_resamples: Count
    truncated: Literal["keep", "mask", "punish"]
    truncation_penalty: NonNegative
    rewards: Mapping[str, RewardConfig]
    audit: AuditConfig
    num_logged: Count


@settings
class TeacherConfig(Connection):
    """Who teaches; the connection is for a teacher that is asked at an address.

    model: `tiny_teacher`, a run of ours or its directory, a checkpoint, a model's folder or hub id; with a
        `url`, the id under which the server there knows it.
    url: null: the backend of the run opens the teacher.
    """

    model: Annotated[str, Field(min_length=1), AfterValidator(hub_id)]
    url: Address | None

    @property
    def endpoint(self) -> EndpointConfig | None:
        """The address, if there is one."""
        if self.url is None:
            return None
        connection = {field.name: getattr(self, field.name) for field in fields(Connection)}
        return EndpointConfig(url=self.url, model=self.model, **connection)


@settings
class DistillationConfig:
    """A student learns from a teacher: from its answers, or from what it thinks of the student's.

    request: what the pupil says below the bare problem.
    keep: off_policy: which of the teacher's answers are learned from.
    divergence, num_targets: on_policy: what is minimised; forward_kl looks at the teacher's `num_targets`
        likeliest tokens at every place.
    kl_coefficient: reverse_kl: the credit of a token for each nat by which the teacher finds it likelier.
    rewards, advantage: reverse_kl: those of RLVR, whose advantages are added to the credit.
    num_logged: completions a step that go into rollouts.jsonl.
    """

    kind: Literal["distillation"]
    mode: Literal["on_policy", "off_policy"]
    teacher: TeacherConfig
    request: str
    sampling: SamplingConfig
    keep: Literal["correct", "all"]
    divergence: Literal["reverse_kl", "forward_kl"]
    num_targets: Positive
    kl_coefficient: Annotated[float, Field(gt=0)]
    advantage: Estimator
    rewards: Mapping[str, RewardConfig]
    loss: PolicyLossConfig
    num_logged: Count


MethodConfig = Annotated[SftConfig | RlvrConfig | DistillationConfig, Field(discriminator="kind")]

RUN_PREFIXES = {"sft": "sft", "distillation": "dist", "rlvr": "rlvr"}
"""What a run of each method is called: `outputs/<method>/<prefix>_001_<description>/`."""
