"""Examples to tokens and weights: 1 exactly on the tutor's tokens, end of turn included, and 0 elsewhere."""

from collections.abc import Mapping, Sequence
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

    num_sampled: the rows by which num_truncated was estimated; None where all were looked at.
    """

    data: Sequence[Datum]
    num_truncated: int
    num_dropped: int
    num_sampled: int | None = None

    @property
    def num_tokens(self) -> int:
        """That the model reads, over all rows."""
        return sum(datum.num_tokens for datum in self.data)

    @property
    def num_trained(self) -> int:
        """Tokens that carry weight, over all rows."""
        return sum(datum.num_trained for datum in self.data)

    def notes(self, rows: str = "rows") -> Mapping[str, int]:
        """How many of the rows, so called, are not trained on as they are, by what happens to them."""
        how = "" if self.num_sampled is None else f", by an estimate from {self.num_sampled:,} of them"
        return {
            f"{rows} cut at model.max_length{how}": self.num_truncated,
            f"{rows} dropped because they are longer than model.max_length": self.num_dropped,
        }


def render_all(
    examples: Sequence[Example], tokenizer: Tokenizer, max_length: int, on_too_long: OnTooLong
) -> Rendering:
    """Renders every example; those of more than `max_length` tokens are refused, cut at the end, or dropped.

    Raises DataError: rows without a response, rows that are too long under `error`, rows that leave nothing
    to learn (where the prompt alone fills `max_length`), and no row left. All such rows are in one message.
    """
    refuse_unanswered([example.place for example in examples if example.response is None])
    rendered = [tokenizer.render(example.messages) for example in examples]
    lengths = [len(row.tokens) for row in rendered]
    too_long = [index for index, length in enumerate(lengths) if length > max_length]
    if on_too_long == "error":
        refuse_too_long([(examples[index].place, lengths[index]) for index in too_long], max_length)
    dropped = set(too_long) if on_too_long == "drop" else set()
    kept = [index for index in range(len(examples)) if index not in dropped]
    data = tuple(datum(rendered[index], max_length) for index in kept)
    refuse_unlearnable([examples[i].place for i, row in zip(kept, data, strict=True) if not row.num_trained])
    refuse_nothing_left(len(examples), len(data), max_length)
    return Rendering(data=data, num_truncated=len(too_long) - len(dropped), num_dropped=len(dropped))


def datum(rendered: Rendered, max_length: int) -> Datum:
    """Shifted by one: the weight of a token stands where that token is the target."""
    tokens = np.asarray(rendered.tokens[:max_length], dtype=np.int64)
    weights = np.zeros(len(rendered.tokens), dtype=np.float32)
    for span in rendered.spans:
        if span.role == "assistant":
            weights[span.start : span.stop] = 1.0
    return Datum(inputs=tokens[:-1], targets=tokens[1:], weights=weights[1 : len(tokens)])


def refuse_too_long(rows: Sequence[tuple[str, int]], max_length: int) -> None:
    """rows: places and lengths of those that are."""
    if rows:
        longest = max(length for _, length in rows)
        headline = (
            f"{count_rows(len(rows), 'has', 'have')} more than model.max_length={max_length} tokens; set "
            f"model.max_length={longest}, data.on_too_long=truncate or data.on_too_long=drop:"
        )
        raise DataError(listed(headline, [f"{place}: {length} tokens" for place, length in rows]))


def refuse_nothing_left(num_rows: int, num_left: int, max_length: int) -> None:
    if num_rows and not num_left:
        raise DataError(f"Every row has more than model.max_length={max_length} tokens, so none is left.")


def refuse_unanswered(places: Sequence[str]) -> None:
    if places:
        headline = (
            f"{count_rows(len(places), 'has', 'have')} an `answer` but no `response` to learn; add what a "
            "good tutor says, or choose a method that needs none, method=rlvr or method=distillation:"
        )
        raise DataError(listed(headline, places))


def refuse_unlearnable(places: Sequence[str]) -> None:
    if places:
        remedy = "the prompt alone fills model.max_length; raise it, or set data.on_too_long=drop"
        headline = f"{count_rows(len(places), 'leaves', 'leave')} no token of the tutor's to learn: {remedy}:"
        raise DataError(listed(headline, places))
