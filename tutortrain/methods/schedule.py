"""How many steps a run has, and how fast each one learns."""

import math

from tutortrain.config.training import TrainingConfig
from tutortrain.types import Adam


def num_steps(config: TrainingConfig, num_rows: int) -> int:
    """`max_steps`, or else the batches of `num_epochs` passes; the last batch of an epoch may be short."""
    if config.max_steps is not None:
        return config.max_steps
    return max(1, math.ceil(config.num_epochs * math.ceil(num_rows / config.batch_size)))


def learning_rate(config: TrainingConfig, step: int, total: int) -> float:
    """The rate of `step` (1 to `total`): a linear rise, then constant, linear to 0, or half a cosine to 0."""
    assert config.lr is not None, "job.prepare settles the learning rate"
    warmup = math.ceil(config.warmup * total)
    if step <= warmup:
        return config.lr * step / warmup
    done = (step - warmup - 1) / max(1, total - warmup)
    match config.schedule:
        case "constant":
            return config.lr
        case "linear":
            return config.lr * (1 - done)
        case "cosine":
            return config.lr * 0.5 * (1 + math.cos(math.pi * done))


def adam(config: TrainingConfig, step: int, total: int) -> Adam:
    """The optimiser's settings for one step."""
    options = config.adam
    return Adam(
        lr=learning_rate(config, step, total),
        beta1=options.beta1,
        beta2=options.beta2,
        eps=options.eps,
        weight_decay=options.weight_decay,
        grad_clip_norm=options.grad_clip_norm,
    )
