"""The keys under `training`: optimiser, schedule and rhythm of a run, for every method and backend."""

from typing import Annotated, Literal

from pydantic import Field

from tutortrain.config.settings import settings

Schedule = Literal["linear", "cosine", "constant"]
NonNegative = Annotated[float, Field(ge=0)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]


@settings
class LoraConfig:
    """`rank` 0 is full fine-tuning; `targets` names module suffixes, or `all-linear`."""

    rank: Count
    alpha: Annotated[float, Field(gt=0)]
    dropout: Annotated[float, Field(ge=0, lt=1)]
    targets: Literal["all-linear"] | tuple[str, ...]


@settings
class AdamConfig:
    """AdamW beside its learning rate (Loshchilov and Hutter 2019)."""

    beta1: Annotated[float, Field(ge=0, lt=1)]
    beta2: Annotated[float, Field(ge=0, lt=1)]
    eps: Annotated[float, Field(gt=0)]
    weight_decay: NonNegative
    grad_clip_norm: NonNegative


@settings
class CheckpointConfig:
    """Steps between checkpoints (0: only the last); the newest stay, and the best by held-out loss."""

    every: Count
    keep_last: Positive
    keep_best: bool


@settings
class TrainingConfig:
    """`warmup` is the share of steps over which the rate rises; `max_steps` null means `num_epochs` decides.

    lr: peak learning rate; null: what suits the model's width (`job.learning_rate`).
    eval_every: steps between two looks at the held-out loss (0: only before the first step and at the end).
    eval_rows: at most so many held-out rows a look.
    """

    lr: Annotated[float, Field(gt=0)] | None
    schedule: Schedule
    warmup: Fraction
    num_epochs: Annotated[float, Field(gt=0)]
    max_steps: Positive | None
    batch_size: Positive
    eval_every: Count
    eval_rows: Positive
    lora: LoraConfig
    adam: AdamConfig
    checkpoint: CheckpointConfig
