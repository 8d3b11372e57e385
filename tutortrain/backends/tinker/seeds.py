"""A random stream for every sample, told to the service as a number."""

from typing import Final

import numpy as np

_WIDTH: Final = 2**31
"""Services differ in how large a seed may be; all take this many."""


def seeds(seed: int, prompt: int, count: int) -> tuple[int, ...]:
    """One number for each sample of a prompt, keyed by (seed, prompt index, sample index) and nothing else.

    Those of a group are neighbours and never equal. Those of two prompts are as good as never: with G samples
    in all, by chance with probability G^2 / 2^32.
    """
    first = int(np.random.default_rng([seed, prompt]).integers(_WIDTH))
    return tuple((first + sample) % _WIDTH for sample in range(count))
