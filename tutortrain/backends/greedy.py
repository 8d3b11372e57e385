"""What weights reply greedily to a few questions: enough to tell later whether they are those being served.

fingerprint.json holds the replies of the trained and of the untouched weights, with log-probabilities.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from tutortrain.backends.base import Sampler, Tokenizer
from tutortrain.errors import RunError
from tutortrain.runs.atomic import write_atomically
from tutortrain.runs.strict_json import dumps
from tutortrain.types import Message, Messages, Sample, SamplingParams

NUM_TOKENS: Final = 32
"""Of a reply: enough to differ, few enough for rounding elsewhere to seldom change the likeliest token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Greedy:
    """A reply, the likeliest token each time; logprobs: one a token, for an end of turn as well."""

    tokens: tuple[int, ...]
    text: str
    logprobs: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A conversation, the tokens in which our template writes it, and both replies to it."""

    messages: tuple[Message, ...]
    prompt: tuple[int, ...]
    trained: Greedy
    base: Greedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """`url` and `model` are what an OpenAI client is told."""

    url: str
    model: str
    questions: tuple[Question, ...]


def take(
    *, trained: Sampler, base: Sampler, tokenizer: Tokenizer, conversations: Sequence[Messages]
) -> tuple[Question, ...]:
    """Asks both; the untouched weights are what a service serves that forgets the adapters."""
    prompts = [tokenizer.prompt(messages) for messages in conversations]
    params = SamplingParams(max_tokens=NUM_TOKENS, temperature=0.0, stop=tokenizer.stop_tokens)
    asked = [sampler.sample(prompts, 1, params) for sampler in (trained, base)]
    after, before = ([_greedy(group[0], tokenizer) for group in future.result()] for future in asked)
    return tuple(
        Question(messages=tuple(messages), prompt=prompt, trained=now, base=once)
        for messages, prompt, now, once in zip(conversations, prompts, after, before, strict=True)
    )


def _greedy(sample: Sample, tokenizer: Tokenizer) -> Greedy:
    return Greedy(tokens=sample.tokens, text=tokenizer.decode(sample.tokens), logprobs=sample.logprobs)


def write(path: Path, fingerprint: Fingerprint) -> None:
    write_atomically(path, dumps(asdict(fingerprint), indent=2) + "\n")


def read(path: Path) -> Fingerprint:
    """Raises RunError where there is none, or none that can be read."""
    try:
        raw = json.loads(path.read_bytes())
        questions = tuple(_question(each) for each in raw["questions"])
        return Fingerprint(url=raw["url"], model=raw["model"], questions=questions)
    except FileNotFoundError as error:
        raise RunError(
            f"{path.parent} has no {path.name}: it is written at the end of a run whose service serves it"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(f"{path} is damaged ({error!r}); restore it") from error


def _question(raw: Any) -> Question:
    replies = {
        which: Greedy(
            tokens=tuple(raw[which]["tokens"]),
            text=raw[which]["text"],
            logprobs=tuple(raw[which]["logprobs"]),
        )
        for which in ("trained", "base")
    }
    messages = tuple(Message(**turn) for turn in raw["messages"])
    return Question(messages=messages, prompt=tuple(raw["prompt"]), **replies)
