"""The order in which rows are trained on, as a pure function of the seed and the step."""

from functools import lru_cache

import numpy as np

from tutortrain.arrays import Ints


def batch_rows(num_rows: int, batch_size: int, seed: int, step: int) -> Ints:
    """The rows, by index, of step `step` (from 1): each once an epoch, in an order of its own for each epoch.

    The last batch of an epoch is as short as it must be.
    """
    num_batches = -(-num_rows // batch_size)
    epoch, batch = divmod(step - 1, num_batches)
    return _order(num_rows, seed, epoch)[batch * batch_size : (batch + 1) * batch_size]


@lru_cache(maxsize=4)
def _order(num_rows: int, seed: int, epoch: int) -> Ints:
    order = np.random.default_rng([seed, epoch]).permutation(num_rows)
    order.flags.writeable = False  # it is shared by all callers
    return order
