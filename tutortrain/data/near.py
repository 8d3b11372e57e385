"""Problems told once more with a few words changed, such as the names of the children in it.

Two texts are near duplicates where at least two in five of the pairs of neighbouring words that either has
are in both (Jaccard similarity), and the numbers of the one stand in the other in their order. Candidates
come from MinHash with banding (Broder 1997, https://doi.org/10.1109/SEQUEN.1997.666900; Leskovec, Rajaraman
and Ullman, Mining of Massive Datasets, chapter 3) and are then compared exactly, so banding never raises a
false alarm: of pairs that are just alike enough it misses 2 %, of those with a similarity of 0.6 none in
40,000.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from tutortrain.data.words import Words, numbers_of, words

MIN_SIMILARITY: Final = 0.4
NUM_BANDS: Final = 24
ROWS_A_BAND: Final = 2
_SEED: Final = 20_011

Keys = npt.NDArray[np.uint64]


class NearProblems:
    """What is searched for, by its place from 0. Memory goes with the problems, never with the texts."""

    def __init__(self, problems: Sequence[str]) -> None:
        said = [words(problem) for problem in problems]
        self._pairs = [_pairs(each) for each in said]
        self._numbers = [numbers_of(each) for each in said]
        self._hashing = np.random.default_rng(_SEED).integers(
            1, 2**64, size=(2, NUM_BANDS * ROWS_A_BAND), dtype=np.uint64
        )
        self._known: list[dict[int, list[int]]] = [defaultdict(list) for _ in range(NUM_BANDS)]
        with_pairs = [place for place, pairs in enumerate(self._pairs) if pairs]
        for place, keys in zip(with_pairs, self._keys([self._pairs[p] for p in with_pairs]), strict=True):
            for known, key in zip(self._known, keys.tolist(), strict=True):
                known[key].append(place)
        self._sorted = [np.array(sorted(known), dtype=np.uint64) for known in self._known]

    def alike(self, said: Sequence[Words]) -> list[set[int]]:
        """The places of the problems that each text is a near duplicate of; many texts at once are faster."""
        pairs = [_pairs(each) for each in said]
        found: list[set[int]] = [set() for _ in said]
        for index, place in self._candidates(pairs):
            if self._is_alike(pairs[index], place) and self._numbers[place] in numbers_of(said[index]):
                found[index].add(place)
        return found

    def _candidates(self, pairs: Sequence[frozenset[str]]) -> set[tuple[int, int]]:
        """Texts and problems that have a band in common."""
        having = [index for index, each in enumerate(pairs) if each]
        found: set[tuple[int, int]] = set()
        if not having or not self._pairs:
            return found
        keys = self._keys([pairs[index] for index in having])
        for band, (known, in_order) in enumerate(zip(self._known, self._sorted, strict=True)):
            own = keys[:, band]
            places = np.minimum(np.searchsorted(in_order, own), len(in_order) - 1)
            for hit in np.flatnonzero(in_order[places] == own):
                found.update((having[hit], place) for place in known[int(own[hit])])
        return found

    def _is_alike(self, pairs: frozenset[str], place: int) -> bool:
        own = self._pairs[place]
        shared = len(own & pairs)
        return shared >= MIN_SIMILARITY * (len(own) + len(pairs) - shared)

    def _keys(self, pairs: Sequence[frozenset[str]]) -> Keys:
        """(texts, NUM_BANDS): equal in a band where all of its minima are. No text may be without pairs."""
        if not pairs:
            return np.empty((0, NUM_BANDS), dtype=np.uint64)
        hashes = np.array([crc32(pair.encode()) for each in pairs for pair in each], dtype=np.uint64)
        starts = np.cumsum([0, *(len(each) for each in pairs[:-1])])
        keys = np.zeros((len(pairs), NUM_BANDS), dtype=np.uint64)
        for number, (factor, offset) in enumerate(self._hashing.T):
            drawn = (hashes * (factor | np.uint64(1)) + offset) >> np.uint64(32)
            band = keys[:, number // ROWS_A_BAND]
            band *= np.uint64(0x9E3779B97F4A7C15)
            band += np.minimum.reduceat(drawn, starts)
        return keys


def _pairs(said: Words) -> frozenset[str]:
    return frozenset(f"{one} {other}" for one, other in pairwise(said))
