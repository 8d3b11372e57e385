"""Rows too many to be rendered before training are rendered when they are asked for.

Nothing else changes: what is refused is refused before the first step, what is dropped is known then, and the
order of the rows is the same. That takes no rendering of all rows, for most are so short that their bytes show
that they fit: a tokenizer makes no more tokens of a text than it has bytes. Only the doubtful ones are rendered
at once, and of those that may have to be cut a sample.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, overload

import numpy as np

from tutortrain.backends.base import Tokenizer
from tutortrain.config.data import OnTooLong
from tutortrain.data.render import (
    Rendering,
    datum,
    refuse_nothing_left,
    refuse_too_long,
    refuse_unanswered,
    refuse_unlearnable,
)
from tutortrain.data.stored import StoredRows
from tutortrain.errors import ModelError
from tutortrain.types import Datum, Ints, Message

MAX_KEPT: Final = 4096
"""Rendered rows that are kept, for held-out ones are looked at again and again."""
SAMPLE: Final = 2000
"""Rows by which is estimated how many are cut: to 2.2 points of percent, 19 times in 20."""
_STAND_IN: Final = "x"


class LazyData(Sequence[Datum]):
    """certain: whether every row has been shown to fit, so that a longer one is an error."""

    def __init__(self, rows: StoredRows, tokenizer: Tokenizer, max_length: int, *, certain: bool) -> None:
        self._rows, self._tokenizer, self._max_length = rows, tokenizer, max_length
        self._certain = certain
        self._rendered = lru_cache(MAX_KEPT)(self._render)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Datum: ...
    @overload
    def __getitem__(self, index: slice) -> "tuple[Datum, ...]": ...
    def __getitem__(self, index: int | slice) -> "Datum | tuple[Datum, ...]":
        if isinstance(index, slice):
            return tuple(self._rendered(one) for one in range(len(self))[index])
        return self._rendered(range(len(self))[index])

    def __iter__(self) -> Iterator[Datum]:
        return (self[index] for index in range(len(self)))

    def is_cut(self, index: int) -> bool:
        return len(self._tokenizer.render(self._rows[index].messages).tokens) > self._max_length

    def _render(self, index: int) -> Datum:
        rendered = self._tokenizer.render(self._rows[index].messages)
        if self._certain and len(rendered.tokens) > self._max_length:
            raise ModelError(
                f"{self._rows.place(index)}: the tokenizer makes {len(rendered.tokens)} tokens of it, more than "
                f"it has bytes; set model.max_length higher, or data.on_too_long=truncate"
            )
        return datum(rendered, self._max_length)


def render_lazily(
    rows: StoredRows, tokenizer: Tokenizer, max_length: int, on_too_long: OnTooLong
) -> Rendering:
    """As `render_all`, but that rows which are cut are estimated where they are many. Raises DataError."""
    is_answered = np.array([pattern[-1] == "assistant" for pattern in rows.patterns])
    refuse_unanswered([rows.place(index) for index in np.flatnonzero(~is_answered[rows.roles])])
    frames = _frames(rows, tokenizer)
    doubtful = np.flatnonzero(rows.said + frames > max_length)
    if on_too_long == "truncate":
        data = LazyData(rows, tokenizer, max_length, certain=False)
        _refuse_unlearnable(rows, data, np.flatnonzero(rows.asked + frames >= max_length))
        return _estimated(data, doubtful)
    lengths = [(int(index), len(tokenizer.render(rows[index].messages).tokens)) for index in doubtful]
    too_long = [(index, length) for index, length in lengths if length > max_length]
    if on_too_long == "error":
        refuse_too_long([(rows.place(index), length) for index, length in too_long], max_length)
    kept = rows.select(np.delete(np.arange(len(rows)), [index for index, _ in too_long]))
    refuse_nothing_left(len(rows), len(kept), max_length)
    data = LazyData(kept, tokenizer, max_length, certain=True)
    return Rendering(data=data, num_truncated=0, num_dropped=len(too_long))


def _frames(rows: StoredRows, tokenizer: Tokenizer) -> Ints:
    """[rows], bounds of the tokens that the chat template puts around what is said."""
    frames = np.zeros(len(rows.patterns), np.int64)
    for place in np.unique(rows.roles):
        messages = [Message(role=role, content=_STAND_IN) for role in rows.patterns[place]]
        frames[place] = len(tokenizer.render(messages).tokens) + 2 * len(messages)  # two at a border, perhaps
    return frames[rows.roles]


def _refuse_unlearnable(rows: StoredRows, data: LazyData, doubtful: Ints) -> None:
    refuse_unlearnable([rows.place(index) for index in doubtful if not data[index].num_trained])


def _estimated(data: LazyData, doubtful: Ints) -> Rendering:
    looked_at = doubtful
    if len(doubtful) > SAMPLE:
        looked_at = np.random.default_rng(0).choice(doubtful, SAMPLE, replace=False)
    num_cut = sum(data.is_cut(index) for index in looked_at)
    if len(doubtful) == len(looked_at):
        return Rendering(data=data, num_truncated=num_cut, num_dropped=0)
    estimate = round(num_cut / SAMPLE * len(doubtful))
    return Rendering(data=data, num_truncated=estimate, num_dropped=0, num_sampled=SAMPLE)
