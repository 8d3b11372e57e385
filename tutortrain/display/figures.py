"""The few figures of a step that are worth a glance, in the words and digits people read."""

import itertools
import math

from tutortrain.types import Metrics

_SHOWN = {
    "train/loss": ("loss", "{:.4f}"),
    "rollout/reward": ("reward", "{:.3f}"),
    "rollout/verdict/correct": ("correct", "{:.0%}"),
    "rollout/no_variance": ("without variance", "{:.0%}"),
    "rollout/teacher_kl": ("KL to teacher", "{:.4f}"),
    "eval/loss": ("held-out", "{:.4f}"),
    "train/lr": ("lr", "{:.1e}"),
    "time/tokens_per_second": ("tokens/s", "{:,.0f}"),
}


def figures(metrics: Metrics) -> list[tuple[str, str]]:
    """Name and value of each figure that is there, in a fixed order."""
    return [(name, form.format(metrics[key])) for key, (name, form) in _SHOWN.items() if key in metrics]


def duration(seconds: float) -> str:
    """`7 s`, `3 min 05 s` or `2 h 04 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def size(num_bytes: float) -> str:
    """`4.2 MB`, or `1.3 GB` from a thousand of these."""
    megabytes = num_bytes / 1e6
    return f"{megabytes:.1f} MB" if megabytes < 1000 else f"{megabytes / 1000:,.1f} GB"


def sparkline(values: list[float], width: int) -> str:
    """The course of a quantity in `width` characters, each the mean of its share of the finite values."""
    values = [value for value in values if math.isfinite(value)]
    if len(values) < 2:
        return ""
    width = min(width, len(values))
    edges = [index * len(values) // width for index in range(width + 1)]
    means = [sum(values[a:b]) / (b - a) for a, b in itertools.pairwise(edges)]
    low, span = min(means), (max(means) - min(means)) or 1.0
    return "".join("▁▂▃▄▅▆▇█"[min(7, int(8 * (mean - low) / span))] for mean in means)
