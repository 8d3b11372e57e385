"""Whether a teacher's log-probabilities can be learned from: it reads as the student does, and repeats."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from tutortrain.backends.base import Tokenizer
from tutortrain.errors import BackendError, ModelError
from tutortrain.methods.base import FixedModel, Inputs

_NUM_COMPARED: Final = 50
_REPEATS_WITHIN: Final = 1e-3
"""Nats. The same pass on one machine agrees exactly; a service may batch it in another way."""


def refuse_unlike(teacher: FixedModel, inputs: Inputs) -> None:
    """Raises ModelError, which names the difference, unless teacher and student read every row as the same
    tokens and end a turn with the same one: only then do their log-probabilities speak of the same thing.
    """
    theirs, ours = teacher.tokenizer, inputs.tokenizer
    if theirs.stop_tokens != ours.stop_tokens:
        difference = (
            f"it ends a turn with the tokens {theirs.stop_tokens}, the student with {ours.stop_tokens}"
        )
        raise ModelError(_unlike(teacher, difference))
    for example in inputs.examples[:_NUM_COMPARED]:
        read, wanted = (tokenizer.render(example.messages).tokens for tokenizer in (theirs, ours))
        if read != wanted:
            at = next(
                (i for i, (one, other) in enumerate(zip(read, wanted, strict=False)) if one != other),
                min(len(read), len(wanted)),
            )
            difference = (
                f"token {at + 1} of {example.place} is {_shown(read, at, theirs)} to it and "
                f"{_shown(wanted, at, ours)} to the student"
            )
            raise ModelError(_unlike(teacher, difference))


def require_repeatable(teacher: FixedModel, sequence: Sequence[int]) -> None:
    """Raises BackendError for a teacher that says one thing now and another later: its credit is noise."""
    first, again = (teacher.sampler.logprobs([sequence]).result()[0] for _ in range(2))
    apart = float(np.abs(first - again).max())
    if not apart <= _REPEATS_WITHIN:
        raise BackendError(
            f"The log-probabilities of the teacher {teacher.name} do not repeat: asked twice about the same "
            f"tokens they differ by up to {apart:.2g} nats; it cannot be learned from on-policy"
        )


def _unlike(teacher: FixedModel, difference: str) -> str:
    return (
        f"method.teacher.model={teacher.name}: on_policy needs a teacher that reads as the student does, and "
        f"{difference}; choose a teacher of the student's family, or set method.mode=off_policy"
    )


def _shown(tokens: Sequence[int], at: int, tokenizer: Tokenizer) -> str:
    if at >= len(tokens):
        return "missing"
    return f"{tokens[at]} ({tokenizer.decode(tokens[at : at + 1])!r})"
