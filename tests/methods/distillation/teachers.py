"""Teachers that know their replies by heart, and questions for them."""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.backends.bigram import CharacterTokenizer
from tests.benchmark.reciter import Characters
from tests.methods.distillation.recipes import config
from tests.methods.rows import examples, workspace
from tutortrain.backends.base import Done
from tutortrain.data.example import Example
from tutortrain.methods.distillation.answers import CHUNK, Answers, collect
from tutortrain.methods.distillation.teacher import Answer
from tutortrain.methods.questions import Question
from tutortrain.types import Message, Sample, SamplingParams


@dataclass(frozen=True)
class Knowing:
    """Fills `FixedModel` and its sampler: to a problem in `replies` it says those one after the other. Its
    tokens are code points, so it understands nothing that another tokenizer has read.
    """

    replies: Mapping[str, Sequence[str]]
    name: str = "knowing"
    tokenizer = Characters()

    @property
    def sampler(self) -> "Knowing":
        return self

    def fingerprint(self) -> str:
        return repr(self.replies)

    def sample(
        self, prompts: Sequence[Sequence[int]], count: int, params: SamplingParams
    ) -> Done[tuple[tuple[Sample, ...], ...]]:
        return Done(tuple(tuple(self._say(prompt, i, params) for i in range(count)) for prompt in prompts))

    def _say(self, prompt: Sequence[int], number: int, params: SamplingParams) -> Sample:
        text = self.tokenizer.decode(prompt)
        known = next(replies for problem, replies in self.replies.items() if problem in text)
        whole = (*self.tokenizer.encode(known[number % len(known)]), *self.tokenizer.stop_tokens)
        tokens = whole[: params.max_tokens]
        reason = "stop" if len(tokens) == len(whole) else "length"
        return Sample(tokens=tokens, logprobs=(0.0,) * len(tokens), stop_reason=reason)


class Mute:
    """Fills `FixedModel` for a run that has all its answers: it must not be asked."""

    name = "mute"
    tokenizer = CharacterTokenizer()

    @property
    def sampler(self) -> Knowing:
        raise AssertionError("the teacher was asked")

    def fingerprint(self) -> str:
        raise AssertionError("the teacher was looked at")


@dataclass
class Diligent:
    """Fills `Teacher`: its answers tell question, number and key. `asked` counts the questions of each call.

    num_failures: so many requests of its first call bring no reply. pause: called before each call's answers.
    """

    weights: str = "first"
    num_failures: int = 0
    pause: Callable[[], None] = lambda: None
    asked: list[int] = field(default_factory=list)

    def identity(self) -> str:
        return self.weights

    def answer(self, questions: Sequence[Question], key: Sequence[int]) -> list[list[Answer]]:
        self.pause()
        failing = 0 if self.asked else self.num_failures
        self.asked.append(len(questions))
        return [
            [self._answer(one, number, key, fails=place < failing and number == 0) for number in (0, 1)]
            for place, one in enumerate(questions)
        ]

    def _answer(self, one: Question, number: int, key: Sequence[int], *, fails: bool) -> Answer:
        if fails:
            return Answer(failure="503: busy")
        return Answer(reply=f"{one.example.problem_id} {number} {list(key)}", num_tokens=9)


def question(example: Example) -> Question:
    """As the student's tokenizer reads it."""
    messages = (Message(role="user", content=example.problem),)
    return Question(example=example, messages=messages, prompt=CharacterTokenizer().prompt(messages))


def numbered(count: int) -> list[Question]:
    row = examples()[0]
    return [
        question(Example(id=name, problem_id=name, place=name, messages=row.messages, problem=name))
        for name in map(str, range(count))
    ]


def answers(
    folder: Path,
    teacher: Diligent,
    *overrides: str,
    seed: int = 0,
    asked: Sequence[Question] | None = None,
    check: Callable[[], None] = lambda: None,
) -> list[Answers]:
    """What the teacher says to a chunk and a half, unless `asked` says to what; kept in `folder`."""
    asked = numbered(CHUNK * 3 // 2) if asked is None else asked
    return collect(teacher, asked, config(*overrides), workspace(folder, seed, check))


def ask_slowly(folder: Path) -> None:
    """For a process of its own: says when it has begun."""

    def pause() -> None:
        sys.stdout.write("asking\n")
        sys.stdout.flush()
        time.sleep(1)

    answers(folder, Diligent(pause=pause))


if __name__ == "__main__":
    ask_slowly(Path(sys.argv[1]))
