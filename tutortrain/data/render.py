"""Examples to tokens and weights: 1 exactly on the tutor's tokens, end of turn included, and 0 elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tutortrain.backends.base import Tokenizer
from tutortrain.config.data import OnTooLong
from tutortrain.data.example import Example
from tutortrain.data.listing import count_rows, listed
from tutortrain.errors import DataError
from tutortrain.types import Datum, Rendered


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """`data` is a sequence, not a tuple, so that many rows can be rendered when they are asked for.

    num_tokens and num_trained: tokens that the model reads, and those that carry weight, over all rows.
    """

    data: Sequence[Datum]
    num_truncated: int
    num_dropped: int
    num_tokens: int
    num_trained: int


def render_all(
    examples: Sequence[Example], tokenizer: Tokenizer, max_length: int, on_too_long: OnTooLong
) -> Rendering:
    """Renders every example; those of more than `max_length` tokens are refused, cut at the end, or dropped.

    Raises DataError: rows without a response, rows that are too long under `error`, rows that leave nothing
    to learn (where the prompt alone fills `max_length`), and no row left. All such rows are in one message.
    """
    _refuse_unanswered([example.place for example in examples if example.response is None])
    rendered = [tokenizer.render(example.messages) for example in examples]
    lengths = [len(row.tokens) for row in rendered]
    too_long = [index for index, length in enumerate(lengths) if length > max_length]
    if too_long and on_too_long == "error":
        raise DataError(
            _too_long([(examples[index].place, lengths[index]) for index in too_long], max_length)
        )
    dropped = set(too_long) if on_too_long == "drop" else set()
    kept = [index for index in range(len(examples)) if index not in dropped]
    data = tuple(_datum(rendered[index], max_length) for index in kept)
    _refuse_unlearnable(
        [examples[i].place for i, datum in zip(kept, data, strict=True) if not datum.num_trained]
    )
    if examples and not data:
        raise DataError(f"Every row has more than model.max_length={max_length} tokens, so none is left.")
    return Rendering(
        data=data,
        num_truncated=len(too_long) - len(dropped),
        num_dropped=len(dropped),
        num_tokens=sum(datum.num_tokens for datum in data),
        num_trained=sum(datum.num_trained for datum in data),
    )


def _datum(rendered: Rendered, max_length: int) -> Datum:
    """Shifted by one: the weight of a token stands where that token is the target."""
    tokens = np.asarray(rendered.tokens[:max_length], dtype=np.int64)
    weights = np.zeros(len(rendered.tokens), dtype=np.float32)
    for span in rendered.spans:
        if span.role == "assistant":
            weights[span.start : span.stop] = 1.0
    return Datum(inputs=tokens[:-1], targets=tokens[1:], weights=weights[1 : len(tokens)])


def _too_long(rows: Sequence[tuple[str, int]], max_length: int) -> str:
    longest = max(length for _, length in rows)
    headline = (
        f"{count_rows(len(rows), 'has', 'have')} more than model.max_length={max_length} tokens; set "
        f"model.max_length={longest}, data.on_too_long=truncate or data.on_too_long=drop:"
    )
    return listed(headline, [f"{place}: {length} tokens" for place, length in rows])


def _refuse_unanswered(places: Sequence[str]) -> None:
    if places:
        headline = (
            f"{count_rows(len(places), 'has', 'have')} an `answer` but no `response` to learn; add what a "
            "good tutor says, or choose a method that needs none, method=rlvr or method=distillation:"
        )
        raise DataError(listed(headline, places))


def _refuse_unlearnable(places: Sequence[str]) -> None:
    if places:
        remedy = "the prompt alone fills model.max_length; raise it, or set data.on_too_long=drop"
        headline = f"{count_rows(len(places), 'leaves', 'leave')} no token of the tutor's to learn: {remedy}:"
        raise DataError(listed(headline, places))
