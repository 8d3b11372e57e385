"""The two sides that rlvr_speed.py compares: tutortrain's training loop and TRL's GRPOTrainer."""

import argparse
import math
import tempfile
import time
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar, Final

from tutortrain.backends import open_backend
from tutortrain.backends.metered import Meter
from tutortrain.backends.tokenizer import ChatTokenizer
from tutortrain.compose.jobs import compose_job
from tutortrain.config.method import RlvrConfig
from tutortrain.config.reward import CorrectnessConfig
from tutortrain.config.run import RunConfig
from tutortrain.data.batches import batch_rows
from tutortrain.data.load import load
from tutortrain.data.render import render_all
from tutortrain.grading.check import Verdict
from tutortrain.grading.rewards import Completion, Rewards
from tutortrain.grading.rewards.base import Needed
from tutortrain.grading.rewards.correctness import Correctness
from tutortrain.grading.rewards.weighted import Part
from tutortrain.grading.symbolic import SymbolicChecker
from tutortrain.job.models import Meters, other_model, starting_model
from tutortrain.methods.base import Inputs
from tutortrain.methods.loop import Finished, Learning, Plan, train
from tutortrain.methods.questions import Question
from tutortrain.methods.rlvr import Rlvr

NUM_PROMPTS: Final = 2
GROUP_SIZE: Final = 8
NUM_TOKENS: Final = 64
EXPECTED: Final = NUM_PROMPTS * GROUP_SIZE * NUM_TOKENS
SETTINGS: Final = (
    "method=rlvr model.max_length=1024 training.lora.rank=16 training.lora.alpha=32 training.lr=1e-4 "
    "training.schedule=constant training.warmup=0 training.adam.beta2=0.95 training.adam.grad_clip_norm=1 "
    f"training.batch_size={NUM_PROMPTS} method.sampling.group_size={GROUP_SIZE} "
    f"method.sampling.max_tokens={NUM_TOKENS}"
)
WARM_STEPS: Final = 1
"""Steps of each process that are trained but not timed: allocators and kernels settle in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One process of one side. Per step: when it ended, in seconds; the tokens of its completions, those
    learned from, those of prompts and completions; the gradient's norm before clipping; the mean reward.

    moved: the norm of all LoRA B matrices after the last step; they begin as zeros.
    parts: seconds of each part of the timed steps, where the side tells them.
    """

    ends: list[float]
    sampled: list[int]
    trained: list[int]
    read: list[int]
    grad_norms: list[float]
    rewards: list[float]
    moved: float
    parts: dict[str, list[float]] = field(default_factory=dict)

    @property
    def seconds(self) -> list[float]:
        """Of the timed steps."""
        return [end - begin for begin, end in pairwise(self.ends[WARM_STEPS - 1 :])]


class NeverEnding(ChatTokenizer):
    """A tokenizer by which nothing ends a turn, so that every completion is as long as it may be."""

    stop_tokens = ()


class Characters:
    """A reward that hardly any two replies share: their length in characters."""

    needs: ClassVar[Set[Needed]] = frozenset()
    needs_verdict: ClassVar[bool] = False

    def score(self, completion: Completion, _verdict: Verdict | None) -> float:
        return float(len(completion.reply))


def both_rewards() -> Rewards:
    """What both sides are rewarded for."""
    correctness = Correctness(CorrectnessConfig(kind="correctness", weight=1.0))
    parts = {
        "correctness": Part(reward=correctness, weight=1.0),
        "characters": Part(reward=Characters(), weight=0.001),
    }
    return Rewards(parts, SymbolicChecker())


class TimedRlvr(Rlvr):
    """The project's own method with the rewards of this comparison."""

    def __init__(self, config: RlvrConfig, inputs: Inputs) -> None:
        super().__init__(config, inputs)
        self._collecting = replace(self._collecting, rewards=both_rewards())

    def asked(self, seed: int, step: int) -> list[Question]:
        """The questions of one step."""
        return [self._collecting.questions[i] for i in batch_rows(self.num_rows, NUM_PROMPTS, seed, step)]


def compose(args: argparse.Namespace) -> RunConfig:
    """The run as its command line would have it."""
    overrides = [
        *SETTINGS.split(),
        f"model.base_model={args.model}",
        f"data={args.source}",
        f"data.train_file={args.data}",
        f"data.num_train={args.steps * NUM_PROMPTS}",
        f"backend.dtype={args.dtype}",
        f"training.max_steps={args.steps}",
        f"seed={args.seed}",
    ]
    return compose_job(overrides)


def build_method(config: RunConfig) -> TimedRlvr:
    """Both sides take their questions from it."""
    assert isinstance(config.method, RlvrConfig)
    tokenizer = NeverEnding(Path(config.model.base_model))
    examples = load(config.data).train
    meters = Meters(Meter)
    inputs = Inputs(
        examples=examples,
        rendered=partial(render_all, examples, tokenizer, config.model.max_length, "drop"),
        tokenizer=tokenizer,
        max_length=config.model.max_length,
        batch_size=NUM_PROMPTS,
        start=starting_model(config, meters),
        model=partial(other_model, config=config, meters=meters),
    )
    return TimedRlvr(config.method, inputs)


def run_tutortrain(args: argparse.Namespace) -> Outcome:
    """The project's training loop over its local backend, as a run drives it."""
    from safetensors.torch import load_file

    config = compose(args)
    method = build_method(config)
    with tempfile.TemporaryDirectory() as scratch:
        trainer = open_backend(
            config.model, config.training.lora, config.backend, checkpoints=Path(scratch), seed=config.seed
        ).trainer()
        plan = Plan(seed=config.seed, start=0, num_steps=args.steps, training=config.training)
        steps, ends = [], []
        for finished in train(Learning(trainer=trainer, method=method), plan, lambda: False):
            steps.append(finished)
            ends.append(time.perf_counter())
        moved = norm_of_b(load_file(Path(trainer.save("last").path) / "adapter_model.safetensors"))
    return own_outcome(steps, ends, moved)


def own_outcome(steps: Sequence[Finished], ends: list[float], moved: float) -> Outcome:
    """What the loop's own metrics say."""
    column = {key: [step.metrics[key] for step in steps] for key in steps[0].metrics}
    parts = {name: column[f"time/{name}"] for name in ("sampling", "grading", "training")}
    rest = [whole - sum(each) for whole, *each in zip(column["time/step"], *parts.values(), strict=True)]
    parts["the rest, which is copying the weights"] = rest
    return Outcome(
        ends=ends,
        sampled=[int(count) for count in column["rollout/num_tokens"]],
        trained=[int(count) for count in column["train/num_trained"]],
        # The last token of a sequence is a target only.
        read=[int(count) + NUM_PROMPTS * GROUP_SIZE for count in column["train/num_tokens"]],
        grad_norms=column["train/grad_norm"],
        rewards=column["rollout/reward"],
        moved=moved,
        parts={name: seconds[WARM_STEPS:] for name, seconds in parts.items()},
    )


def norm_of_b(weights: Mapping[str, Any]) -> float:
    """Of all LoRA B matrices together."""
    norms = [float(value.detach().norm()) for name, value in weights.items() if "lora_B" in name]
    return math.hypot(*norms)


def run_trl(args: argparse.Namespace) -> Outcome:
    """TRL on the same questions in the same order, rewarded by the same code."""
    from datasets import Dataset
    from peft import LoraConfig as PeftLoraConfig
    from transformers import TrainerCallback
    from trl import GRPOConfig, GRPOTrainer

    config = compose(args)
    method, ends = build_method(config), []
    asked = [question for step in range(args.steps) for question in method.asked(args.seed, step + 1)]
    grader = TrlReward(asked)

    class Clock(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, *_: Any, **__: Any) -> None:
            ends.append(time.perf_counter())

    with tempfile.TemporaryDirectory() as scratch:
        trainer = GRPOTrainer(
            model=args.model,
            reward_funcs=grader.grade,
            args=GRPOConfig(output_dir=scratch, **trl_settings(args, config)),
            train_dataset=Dataset.from_list([trl_row(place, one) for place, one in enumerate(asked)]),
            peft_config=PeftLoraConfig(
                r=config.training.lora.rank,
                lora_alpha=config.training.lora.alpha,
                target_modules="all-linear",
                task_type="CAUSAL_LM",
            ),
            callbacks=[Clock()],
        )
        trainer.train()
    return trl_outcome(trainer, grader, ends)


def trl_settings(args: argparse.Namespace, config: RunConfig) -> dict[str, Any]:
    """What the two sides must have in common, in TRL's words; everything else is TRL's default."""
    return {
        "bf16": args.dtype == "bfloat16",
        "model_init_kwargs": {"dtype": args.dtype},
        "per_device_train_batch_size": NUM_PROMPTS * GROUP_SIZE,
        "num_generations": GROUP_SIZE,
        "max_completion_length": NUM_TOKENS,
        "generation_kwargs": {"min_new_tokens": NUM_TOKENS, "max_new_tokens": NUM_TOKENS},
        "temperature": 1.0,
        "use_vllm": False,
        "beta": 0.0,
        "loss_type": "dapo",
        "shuffle_dataset": False,
        "num_train_epochs": 1,
        "gradient_checkpointing": False,
        "learning_rate": config.training.lr,
        "lr_scheduler_type": "constant",
        "adam_beta2": config.training.adam.beta2,
        "max_grad_norm": config.training.adam.grad_clip_norm,
        "logging_steps": 1,
        "save_strategy": "no",
        "report_to": "none",
        "use_cpu": not cuda(),
        "seed": args.seed,
    }


def cuda() -> bool:
    """Whether there is a GPU; torch is imported by then."""
    import torch

    return torch.cuda.is_available()


def trl_row(place: int, question: Question) -> dict[str, Any]:
    """The messages, which TRL renders by the model's own chat template, and where the question stands."""
    return {"prompt": [asdict(message) for message in question.messages], "place": place}


class TrlReward:
    """The project's rewards as TRL calls them; `sampled` is how many tokens it saw in each step."""

    def __init__(self, asked: Sequence[Question]) -> None:
        self._asked = asked
        self._rewards = both_rewards()
        self.sampled: list[int] = []

    def grade(
        self,
        completions: Sequence[Any],
        completion_ids: Sequence[Sequence[int]],
        place: Sequence[int],
        **_: Any,
    ) -> list[float]:
        self.sampled.append(sum(len(ids) for ids in completion_ids))
        rows = [
            Completion(
                reply=reply["content"], num_tokens=len(ids), truncated=True, lesson=self._asked[index].lesson
            )
            for [reply], ids, index in zip(completions, completion_ids, place, strict=True)
        ]
        return [one.reward for one in self._rewards.grade(rows)]


def trl_outcome(trainer: Any, grader: TrlReward, ends: list[float]) -> Outcome:
    """What TRL's log says; groups whose rewards are all alike are in its loss with no weight."""
    log = [entry for entry in trainer.state.log_history if "grad_norm" in entry]
    shares = [entry["completions/mean_length"] * (1 - entry["frac_reward_zero_std"]) for entry in log]
    return Outcome(
        ends=ends,
        sampled=grader.sampled,
        trained=[round(NUM_PROMPTS * GROUP_SIZE * share) for share in shares],
        read=[int(after - before) for before, after in pairwise([0, *(one["num_tokens"] for one in log)])],
        grad_norms=[float(entry["grad_norm"]) for entry in log],
        rewards=[entry["reward"] for entry in log],
        moved=norm_of_b(dict(trainer.model.named_parameters())),
    )
