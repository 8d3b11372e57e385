"""A conversation as training sees it: what is the template's, what is read, learned, and cut off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from tutortrain.types import Rendered

Part = Literal["template", "read", "learned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Tokens in a row of which the same is true. is_cut: they lie beyond the length that a row may have."""

    text: str
    num_tokens: int
    part: Part
    is_cut: bool


def stretches(rendered: Rendered, pieces: Sequence[str], max_length: int) -> Iterator[Stretch]:
    """pieces: the text of each token."""
    parts = _parts(rendered)
    for (part, is_cut), run in groupby(
        range(len(parts)), key=lambda index: (parts[index], index >= max_length)
    ):
        indices = list(run)
        text = "".join(pieces[index] for index in indices)
        yield Stretch(text=text, num_tokens=len(indices), part=part, is_cut=is_cut)


def _parts(rendered: Rendered) -> list[Part]:
    parts: list[Part] = ["template"] * len(rendered.tokens)
    for span in rendered.spans:
        part: Part = "learned" if span.role == "assistant" else "read"
        parts[span.start : span.stop] = [part] * (span.stop - span.start)
    return parts
