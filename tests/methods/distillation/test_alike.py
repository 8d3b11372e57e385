"""Only a teacher that reads as the student does, and repeats itself, can judge the student's tokens."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pytest

from tests.backends.bigram import ALPHABET, END, BigramSampler, CharacterTokenizer
from tests.methods.distillation.recipes import TEACHER, config, method
from tests.methods.rows import BigramModel, inputs
from tutortrain.arrays import Floats
from tutortrain.backends.base import Done, Tokenizer
from tutortrain.errors import BackendError, ModelError
from tutortrain.methods.base import FixedModel, Inputs
from tutortrain.methods.distillation import build
from tutortrain.types import Messages, Rendered


class EndsOtherwise(CharacterTokenizer):
    stop_tokens = (7, 8)


class ReadsDigitsOtherwise(CharacterTokenizer):
    def encode(self, text: str) -> tuple[int, ...]:
        return super().encode(text.replace("3", "*"))


class LeavesTheEndOut(CharacterTokenizer):
    def render(self, messages: Messages) -> Rendered:
        rendered = super().render(messages)
        return replace(rendered, tokens=rendered.tokens[:-1])


def taught_by(teacher: FixedModel) -> Inputs:
    return replace(inputs(), model=lambda name: teacher)


def reading_by(tokenizer: Tokenizer) -> Inputs:
    return taught_by(BigramModel("cousin", seed=9, tokenizer=tokenizer))


@pytest.mark.parametrize(
    ("tokenizer", "difference"),
    [
        (EndsOtherwise(), "it ends a turn with the tokens (7, 8), the student with (0,)"),
        (
            ReadsDigitsOtherwise(),
            f"token 10 of rows:0 is {ALPHABET.index('*')} ('*') to it and {ALPHABET.index('3')} ('3') to the",
        ),
        (LeavesTheEndOut(), f"of rows:0 is missing to it and {ALPHABET.index(END)} ('') to the student"),
    ],
)
def test_a_teacher_that_reads_otherwise_is_refused_and_the_place_is_named(
    tokenizer: Tokenizer, difference: str
) -> None:
    with pytest.raises(ModelError) as caught:
        build(config(), reading_by(tokenizer))
    said = str(caught.value)
    assert said.startswith("method.teacher.model=cousin: on_policy needs a teacher that reads as the student")
    assert difference in said
    assert said.endswith("choose a teacher of the student's family, or set method.mode=off_policy")


@pytest.mark.parametrize("tokenizer", [EndsOtherwise(), ReadsDigitsOtherwise(), LeavesTheEndOut()])
def test_off_policy_it_is_welcome(tokenizer: Tokenizer) -> None:
    assert build(config("method.mode=off_policy"), reading_by(tokenizer)).notes is not None


@dataclass
class Wavering(BigramSampler):
    """Says each time something else by so many nats."""

    nats: float = 0.0

    def logprobs(self, sequences: Sequence[Sequence[int]]) -> Done[tuple[Floats, ...]]:
        told = super().logprobs(sequences).result()
        self.nats = -self.nats
        return Done(tuple(row + self.nats for row in told))


@dataclass(frozen=True)
class WaveringModel(BigramModel):
    nats: float = 0.0

    @cached_property
    def sampler(self) -> Wavering:
        return Wavering(TEACHER, self.nats)


@pytest.mark.parametrize("nats", [0.25, float("nan")])
def test_a_teacher_that_does_not_repeat_is_refused(nats: float, tmp_path: Path) -> None:
    wavering = taught_by(WaveringModel("wavering", seed=9, nats=nats))
    with pytest.raises(
        BackendError, match=rf"teacher wavering do not repeat: .* by up to {2 * nats:.2g} nats"
    ):
        method(tmp_path, of=wavering)


def test_the_last_digit_may_differ(tmp_path: Path) -> None:
    method(tmp_path, of=taught_by(WaveringModel("nearly", seed=9, nats=1e-4)))
