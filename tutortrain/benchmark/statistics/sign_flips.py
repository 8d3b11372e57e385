"""Whether a mean difference could be chance: were the two alike, each cluster's difference had either sign.

The permutation test of paired data (Fisher, The Design of Experiments (1935), section 21), with clusters as
its units. Where each cluster is a single item that changed by one it is McNemar's exact test.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import comb
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NUM_FLIPS: Final = 9999
BLOCK: Final = 2**20
"""Signs held at a time, as in the bootstrap."""


def exact_sign_flips(sums: Sequence[int]) -> float:
    """The two-sided p-value: of all choices of signs, the share whose sum is at least as far from 0."""
    chances, reach = [1.0], 0
    for size, count in sorted(Counter(abs(each) for each in sums if each).items()):
        chances = _added(chances, size, count)
        reach += size * count
    observed = abs(sum(sums))
    return min(
        1.0, sum(chance for positive, chance in enumerate(chances) if abs(2 * positive - reach) >= observed)
    )


def _added(chances: Sequence[float], size: int, count: int) -> list[float]:
    """The chances of every sum of positive differences, once `count` differences of this size join them."""
    joint = [0.0] * (len(chances) + size * count)
    for heads in range(count + 1):
        share = comb(count, heads) / 2**count
        for total, chance in enumerate(chances):
            joint[total + size * heads] += share * chance
    return joint


def sampled_sign_flips(sums: Sequence[float]) -> float:
    """The same for differences that are not whole, from 9,999 random choices of signs; at least 0.0001."""
    import numpy as np

    differences = np.array([each for each in sums if each])
    if not len(differences):
        return 1.0
    sizes = abs(differences).astype(np.float32)
    reach, observed = float(sizes.sum()), abs(float(differences.sum()))
    near = 1e-6 * reach  # by less than this, equal sums of 32-bit numbers differ
    far = sum(
        int(np.count_nonzero(abs(2 * (signs @ sizes) - reach) >= observed - near))
        for signs in _all_blocks(len(sizes))
    )
    return (1 + far) / (1 + NUM_FLIPS)


def _all_blocks(num: int) -> "list[NDArray[np.float32]]":
    rows = max(1, BLOCK // num)
    return [_signs(num, min(rows, NUM_FLIPS - start), start) for start in range(0, NUM_FLIPS, rows)]


@lru_cache(maxsize=16)
def _signs(num: int, rows: int, start: int) -> "NDArray[np.float32]":
    """1 for a positive difference, else 0, [rows, num]; seeded by its place."""
    import numpy as np

    random = np.random.default_rng([num, start]).bytes((rows * num + 7) // 8)
    bits = np.unpackbits(np.frombuffer(random, dtype=np.uint8), count=rows * num)
    return bits.reshape(rows, num).astype(np.float32)
