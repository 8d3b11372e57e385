"""The problems behind a difference with both replies, as many of them as a file should hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from tutortrain.benchmark.generations import Generation
from tutortrain.compare.changes import Change, Kind, find_changes
from tutortrain.report.scores import Compared
from tutortrain.report.subjects import Model, Pair

NUM_CHARACTERS: Final = 240_000
"""Of all changes together."""
AROUND: Final = 250
"""Characters of a change beside its texts."""
LONGEST: Final = 4_000
"""Characters of a reply that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item that scored otherwise; `question`, `reply_a` and `reply_b` point into the texts.

    before, after: the item's scores in the order of the suite's, None for one that this item does not have.
    """

    suite: str
    kind: Kind
    item: str
    grade: str | None
    topics: tuple[str, ...]
    question: int
    reply_a: int
    reply_b: int
    before: tuple[float | None, ...]
    after: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairChanges:
    """Of one comparison; `num_left_out` more would have made the file too large."""

    a: int
    b: int
    items: tuple[Item, ...]
    num_left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """`texts` holds every question and reply once."""

    texts: tuple[str, ...]
    pairs: tuple[PairChanges, ...]


Group = tuple[Pair, str, Kind]


def changed_items(models: Sequence[Model], compared: Compared) -> Changes:
    """Where there are too many, every pair, suite and kind gets the same room."""
    groups: dict[Group, list[Change]] = {}
    for pair, comparison in compared.items():
        a, b = models[pair.a].benchmark, models[pair.b].benchmark
        for change in find_changes(a, b, comparison.not_comparable):
            groups.setdefault((pair, change.suite, change.kind), []).append(change)
    kept, texts = _that_fit(groups), _Texts()
    pairs: list[PairChanges] = []
    for pair in compared:
        own = [group for group in groups if group[0] == pair]
        items = [
            _item(change, _shares(models[pair.b], change.suite), texts)
            for group in own
            for change in kept[group]
        ]
        left_out = sum(len(groups[group]) - len(kept[group]) for group in own)
        pairs.append(PairChanges(a=pair.a, b=pair.b, items=tuple(items), num_left_out=left_out))
    return Changes(texts=tuple(texts.places), pairs=tuple(pairs))


@dataclass(frozen=True, slots=True)
class _Texts:
    places: dict[str, int] = field(default_factory=dict)

    def place(self, text: str) -> int:
        shown = (
            text if len(text) <= LONGEST else f"{text[:LONGEST]} … ({len(text) - LONGEST} more characters)"
        )
        return self.places.setdefault(shown, len(self.places))


def _shares(model: Model, suite: str) -> list[str]:
    """The scores whose outcomes are shown; a loss says little of a single item."""
    scores = model.benchmark.results.suites[suite].scores
    return [name for name, score in scores.items() if score.unit == "share"]


def _that_fit(groups: Mapping[Group, Sequence[Change]]) -> dict[Group, Sequence[Change]]:
    """The first ones of each group; what small groups leave of their room goes to the larger ones."""
    sizes = {group: list(accumulate(map(_size, found))) for group, found in groups.items()}
    room, kept = NUM_CHARACTERS, dict(groups)
    for index, group in enumerate(sorted(sizes, key=lambda group: sizes[group][-1])):
        fitting = [size for size in sizes[group] if size <= room // (len(groups) - index)]
        kept[group] = groups[group][: len(fitting)]
        room -= fitting[-1] if fitting else 0
    return kept


def _size(change: Change) -> int:
    """Errs on the large side, for texts that others show too are kept once."""
    replies = (change.a.reply, change.b.reply)
    return AROUND + len(_question(change.b)) + sum(len(reply[:LONGEST]) for reply in replies)


def _question(row: Generation) -> str:
    if len(row.messages) == 1:
        return row.messages[0].content
    return "\n\n".join(f"{message.role}: {message.content}" for message in row.messages)


def _item(change: Change, scores: Sequence[str], texts: _Texts) -> Item:
    a, b = change.a, change.b
    return Item(
        suite=change.suite,
        kind=change.kind,
        item=b.problem_id,
        grade=b.grade,
        topics=b.topic_tags,
        question=texts.place(_question(b)),
        reply_a=texts.place(a.reply),
        reply_b=texts.place(b.reply),
        before=_outcomes(a, scores),
        after=_outcomes(b, scores),
    )


def _outcomes(row: Generation, scores: Sequence[str]) -> tuple[float | None, ...]:
    return tuple(float(row.outcomes[name]) if name in row.outcomes else None for name in scores)
