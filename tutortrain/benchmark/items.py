"""Which held-out problems a benchmark asks about."""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b
from itertools import zip_longest

from tutortrain.data.example import Example


def choose_items(examples: Sequence[Example], num_items: int | None, seed: int = 0) -> tuple[Example, ...]:
    """At most `num_items` examples, each of another problem, spread evenly over grades and topics.

    The choice depends on what the examples say and the seed alone, neither on their order nor on where they
    lie, and a larger choice begins with the smaller one. The seed is no run's seed: runs can only be compared
    on the same items. Of rows about one problem, the first by id and response is taken.
    """
    first: dict[str, Example] = {}
    for example in sorted(examples, key=lambda example: (example.id, example.response or "")):
        first.setdefault(example.problem_id, example)
    drawn = sorted(first.values(), key=lambda example: _draw(example.problem_id, seed))
    groups = defaultdict(list)
    for example in drawn:
        groups[example.grade or "", example.topic_tags].append(example)
    turns = zip_longest(*sorted(groups.values(), key=lambda group: _draw(group[0].problem_id, seed)))
    chosen = [example for turn in turns for example in turn if example is not None]
    return tuple(chosen[:num_items])


def _draw(name: str, seed: int) -> bytes:
    return blake2b(f"{seed}:{name}".encode(), digest_size=16).digest()
