"""Which held-out problems a benchmark asks about."""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b
from itertools import zip_longest

from tutortrain.data.example import Example


def choose_items(items: Sequence[Example], num_items: int | None, seed: int = 0) -> tuple[Example, ...]:
    """At most `num_items` of them, spread evenly over grades and topics.

    The choice depends on what the items say and the seed alone, neither on their order nor on where they
    lie, and a larger choice begins with the smaller one. The seed is no run's seed: runs can only be compared
    on the same items.
    """
    drawn = sorted(items, key=lambda item: (_draw(item.problem_id, seed), item.id))
    groups = defaultdict(list)
    for item in drawn:
        groups[item.grade or "", item.topic_tags].append(item)
    turns = zip_longest(*sorted(groups.values(), key=lambda group: _draw(group[0].problem_id, seed)))
    chosen = [item for turn in turns for item in turn if item is not None]
    return tuple(chosen[:num_items])


def _draw(name: str, seed: int) -> bytes:
    return blake2b(f"{seed}:{name}".encode(), digest_size=16).digest()
