"""What one model got right and the other wrong: the problems behind a difference, with both replies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final, Literal

from tutortrain.benchmark.generations import Generation, of_suite
from tutortrain.benchmark.results import Score
from tutortrain.report.scores import Compared
from tutortrain.report.subjects import Model, Pair

Kind = Literal["fixed", "broken", "mixed"]
NUM_CHARACTERS: Final = 240_000
"""Of all changes together."""
AROUND: Final = 250
"""Characters of a change beside its texts."""
LONGEST: Final = 4_000
"""Characters of a reply that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One item that scored otherwise; `question`, `reply_a` and `reply_b` point into the texts.

    before, after: the item's scores in the order of the suite's. mixed: better in one, worse in another.
    """

    suite: str
    kind: Kind
    item: str
    grade: str | None
    topics: tuple[str, ...]
    question: int
    reply_a: int
    reply_b: int
    before: tuple[float, ...]
    after: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairChanges:
    """Of one comparison; `num_left_out` more would have made the file too large."""

    a: int
    b: int
    items: tuple[Change, ...]
    num_left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """`texts` holds every question and reply once."""

    texts: tuple[str, ...]
    pairs: tuple[PairChanges, ...]


Replies = tuple[Generation, Generation]
Group = tuple[Pair, str, Kind]


def find_changes(models: Sequence[Model], compared: Compared) -> Changes:
    """Where there are too many, every pair, suite and kind gets the same room."""
    groups: dict[Group, list[Replies]] = {}
    for pair in compared:
        for suite, kind, replies in _of_pair(models[pair.a], models[pair.b]):
            groups.setdefault((pair, suite, kind), []).append(replies)
    kept, texts = _that_fit(groups), _Texts()
    pairs: list[PairChanges] = []
    for pair in compared:
        own = [group for group in groups if group[0] == pair]
        items = [
            _change(kind, replies, _shares(models[pair.b], suite), texts)
            for _, suite, kind in own
            for replies in kept[pair, suite, kind]
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


def _of_pair(a: Model, b: Model) -> Iterator[tuple[str, Kind, Replies]]:
    for suite in (name for name in b.benchmark.results.suites if name in a.benchmark.results.suites):
        scores = _shares(b, suite)
        of_a, of_b = of_suite(a.benchmark.generations, suite), of_suite(b.benchmark.generations, suite)
        for replies in ((of_a[item], reply) for item, reply in of_b.items() if item in of_a):
            if (kind := _kind(*replies, scores)) is not None:
                yield suite, kind, replies


def _shares(model: Model, suite: str) -> dict[str, Score]:
    """A loss changes a little in every item, which fixes and breaks nothing."""
    scores = model.benchmark.results.suites[suite].scores
    return {name: score for name, score in scores.items() if score.unit == "share"}


def _kind(a: Generation, b: Generation, scores: Mapping[str, Score]) -> Kind | None:
    changed = {name for name in scores if a.outcomes.get(name) != b.outcomes.get(name)}
    improved = {
        (b.outcomes.get(name, 0) > a.outcomes.get(name, 0)) == scores[name].higher_is_better
        for name in changed
    }
    match True in improved, False in improved:
        case True, True:
            return "mixed"
        case True, False:
            return "fixed"
        case False, True:
            return "broken"
        case _:
            return None


def _that_fit(groups: Mapping[Group, Sequence[Replies]]) -> dict[Group, Sequence[Replies]]:
    """The first ones of each group; what small groups leave of their room goes to the larger ones."""
    sizes = {group: list(accumulate(map(_size, found))) for group, found in groups.items()}
    room, kept = NUM_CHARACTERS, dict(groups)
    for index, group in enumerate(sorted(sizes, key=lambda group: sizes[group][-1])):
        fitting = [size for size in sizes[group] if size <= room // (len(groups) - index)]
        kept[group] = groups[group][: len(fitting)]
        room -= fitting[-1] if fitting else 0
    return kept


def _size(replies: Replies) -> int:
    """Errs on the large side, for texts that others show too are kept once."""
    return AROUND + len(_question(replies[0])) + sum(len(row.reply[:LONGEST]) for row in replies)


def _question(row: Generation) -> str:
    if len(row.messages) == 1:
        return row.messages[0].content
    return "\n\n".join(f"{message.role}: {message.content}" for message in row.messages)


def _change(kind: Kind, replies: Replies, scores: Mapping[str, Score], texts: _Texts) -> Change:
    a, b = replies
    return Change(
        suite=b.suite,
        kind=kind,
        item=b.problem_id,
        grade=b.grade,
        topics=b.topic_tags,
        question=texts.place(_question(b)),
        reply_a=texts.place(a.reply),
        reply_b=texts.place(b.reply),
        before=tuple(float(a.outcomes.get(name, 0)) for name in scores),
        after=tuple(float(b.outcomes.get(name, 0)) for name in scores),
    )
