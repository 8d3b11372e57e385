"""Which held-out problems a benchmark asks about."""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b
from itertools import zip_longest

from tutortrain.data.example import Example


def choose_items(items: Sequence[Example], num_items: int | None, seed: int = 0) -> tuple[Example, ...]:
    """At most `num_items` of them, spread evenly over grades and topics; those of one problem come together.

    The choice depends on what the items say and the seed alone, neither on their order nor on where they
    lie, and a larger choice begins with the smaller one. The seed is no run's seed: runs can only be compared
    on the same items.
    """
    problems = defaultdict(list)
    for item in sorted(items, key=lambda item: (_draw(item.problem_id, seed), item.id)):
        problems[item.problem_id].append(item)
    groups = defaultdict(list)
    for problem in problems.values():
        groups[problem[0].grade or "", problem[0].topic_tags].append(problem)
    turns = zip_longest(*sorted(groups.values(), key=lambda group: _draw(group[0][0].problem_id, seed)))
    chosen = [item for turn in turns for problem in turn if problem is not None for item in problem]
    return tuple(chosen[:num_items])


def _draw(name: str, seed: int) -> bytes:
    return blake2b(f"{seed}:{name}".encode(), digest_size=16).digest()
