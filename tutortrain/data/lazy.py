"""Rows too many to be rendered before training are rendered when they are asked for.

Nothing else changes: what is refused is refused before the first step, what is dropped is known then, and
the order of the rows is the same. That takes no rendering of all rows: a tokenizer makes no more tokens of a
text than it has bytes, which shows of most that they fit. Of the doubtful ones the words are looked at, and
the tokens of those alone that even then may be too long; of rows that may have to be cut a sample.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, overload

import numpy as np

from tutortrain.arrays import Ints
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
from tutortrain.data.word_sums import WordSums
from tutortrain.errors import ModelError
from tutortrain.types import Datum, Message

MAX_KEPT: Final = 4096
"""Rendered rows that are kept, for held-out ones are looked at again and again."""
SAMPLE: Final = 2000
"""Rows by which is estimated how many are cut: to 2.2 points of percent, 19 times in 20."""
_STAND_IN: Final = "x"
_AT_ONCE: Final = 1000


class LazyData(Sequence[Datum]):
    """certain: whether every row has been shown to fit, so that a longer one is an error."""

    def __init__(self, rows: StoredRows, tokenizer: Tokenizer, max_length: int, *, certain: bool) -> None:
        self.rows, self.tokenizer, self.max_length = rows, tokenizer, max_length
        self._certain = certain
        self._rendered = lru_cache(MAX_KEPT)(self._render)

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> Datum: ...
    @overload
    def __getitem__(self, index: slice) -> "tuple[Datum, ...]": ...
    def __getitem__(self, index: int | slice) -> "Datum | tuple[Datum, ...]":
        if isinstance(index, slice):
            return tuple(self._rendered(one) for one in range(len(self))[index])
        return self._rendered(range(len(self))[index])

    def lengths(self, indices: Ints) -> Ints:
        """[indices], tokens of these rows before any is cut off."""
        parts = [indices[start : start + _AT_ONCE] for start in range(0, len(indices), _AT_ONCE)]
        lengths = [self.tokenizer.lengths([self.rows.said(index) for index in part]) for part in parts]
        return np.array([length for part in lengths for length in part], dtype=np.int64)

    def _render(self, index: int) -> Datum:
        rendered = self.tokenizer.render(self.rows.said(index))
        num = len(rendered.tokens)
        if self._certain and num > self.max_length:
            raise ModelError(
                f"{self.rows.place(index)}: the tokenizer makes {num} tokens of it, more than of its words; "
                f"set model.max_length={num} or higher, or data.on_too_long=truncate"
            )
        return datum(rendered, self.max_length)


def render_lazily(
    rows: StoredRows, tokenizer: Tokenizer, max_length: int, on_too_long: OnTooLong
) -> Rendering:
    """As `render_all`, but that rows which are cut are estimated where they are many. Raises DataError."""
    is_answered = np.array([pattern[-1] == "assistant" for pattern in rows.patterns])
    refuse_unanswered([rows.place(index) for index in np.flatnonzero(~is_answered[rows.roles])])
    frames = _frames(rows, tokenizer)
    data = LazyData(rows, tokenizer, max_length, certain=False)
    doubtful = np.flatnonzero(rows.most_said + frames > max_length)
    if on_too_long == "truncate":
        asked = np.flatnonzero(rows.most_asked + frames >= max_length)
        return _cut(data, doubtful, _likely(data, asked, frames))
    return _kept(data, _likely(data, doubtful, frames), on_too_long)


def _frames(rows: StoredRows, tokenizer: Tokenizer) -> Ints:
    """[rows], bounds of the tokens that the chat template puts around what is said."""
    frames = np.zeros(len(rows.patterns), np.int64)
    for place in np.unique(rows.roles):
        messages = [Message(role=role, content=_STAND_IN) for role in rows.patterns[place]]
        frames[place] = len(tokenizer.render(messages).tokens) + 2 * len(messages)  # two at a border, perhaps
    return frames[rows.roles]


def _likely(data: LazyData, doubtful: Ints, frames: Ints) -> Ints:
    """Those that may be too long by the tokens of their words, too, if these are a bound here."""
    if len(doubtful) <= SAMPLE:
        return doubtful
    words = WordSums(data.tokenizer)
    most = frames[doubtful] + [words.said(data.rows.said(index)) for index in doubtful]
    sample = np.random.default_rng(0).choice(len(doubtful), SAMPLE, replace=False)
    is_bound = np.all(data.lengths(doubtful[sample]) <= most[sample])
    return doubtful[most > data.max_length] if is_bound else doubtful


def _cut(data: LazyData, doubtful: Ints, asked: Ints) -> Rendering:
    """doubtful: rows that may be too long; asked: those whose prompt may be so alone."""
    long = asked[data.lengths(asked) > data.max_length]
    refuse_unlearnable([data.rows.place(index) for index in long if not data[index].num_trained])
    if len(doubtful) <= SAMPLE:
        num_cut = int(np.count_nonzero(data.lengths(doubtful) > data.max_length))
        return Rendering(data=data, num_truncated=num_cut, num_dropped=0)
    sample = np.random.default_rng(0).choice(doubtful, SAMPLE, replace=False)
    share = np.mean(data.lengths(sample) > data.max_length)
    return Rendering(data=data, num_truncated=round(share * len(doubtful)), num_dropped=0, num_sampled=SAMPLE)


def _kept(data: LazyData, doubtful: Ints, on_too_long: OnTooLong) -> Rendering:
    lengths = data.lengths(doubtful)
    is_longer = lengths > data.max_length
    too_long = doubtful[is_longer]
    if on_too_long == "error":
        places = [data.rows.place(index) for index in too_long]
        refuse_too_long(list(zip(places, lengths[is_longer].tolist(), strict=True)), data.max_length)
    kept = data.rows.select(np.delete(np.arange(len(data)), too_long))
    refuse_nothing_left(len(data), len(kept), data.max_length)
    fitting = LazyData(kept, data.tokenizer, data.max_length, certain=True)
    return Rendering(data=fitting, num_truncated=0, num_dropped=len(too_long))
