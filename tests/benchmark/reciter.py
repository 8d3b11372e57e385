"""A model that knows its replies by heart, behind the protocols of a backend: one token a character."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tutortrain.backends.base import Done
from tutortrain.benchmark.journal import Journal
from tutortrain.benchmark.plan import Plan
from tutortrain.benchmark.respondents.in_process import Sampled
from tutortrain.benchmark.run import OnProgress, run_benchmark
from tutortrain.benchmark.saved import Benchmark
from tutortrain.runs.directory import RunDirectory
from tutortrain.types import Messages, Rendered, Sample, SamplingParams

END = 0


class Characters:
    """A tokenizer whose tokens are code points, and 0 the end of a turn."""

    stop_tokens = (END,)

    def encode(self, text: str) -> tuple[int, ...]:
        return tuple(map(ord, text))

    def decode(self, tokens: Sequence[int]) -> str:
        return "".join(chr(token) for token in tokens if token != END)

    def render(self, messages: Messages) -> Rendered:
        return Rendered(tokens=self.prompt(messages), spans=())

    def lengths(self, conversations: Sequence[Messages]) -> tuple[int, ...]:
        return tuple(len(self.render(messages).tokens) for messages in conversations)

    def prompt(self, messages: Messages) -> tuple[int, ...]:
        return self.encode("".join(message.content + "\n" for message in messages))


@dataclass(frozen=True, slots=True)
class Reciter:
    """Answers a question by the first of `replies` whose key occurs in it; deterministic at any temperature."""

    replies: Mapping[str, str]

    def sample(
        self, prompts: Sequence[Sequence[int]], count: int, params: SamplingParams
    ) -> Done[tuple[tuple[Sample, ...], ...]]:
        return Done(tuple((self._recite(prompt, params),) * count for prompt in prompts))

    def logprobs(self, sequences: Sequence[Sequence[int]]) -> Done[tuple[np.ndarray, ...]]:
        return Done(tuple(np.zeros(len(sequence), np.float32) for sequence in sequences))

    def _recite(self, prompt: Sequence[int], params: SamplingParams) -> Sample:
        assert params.temperature == 0, "a benchmark decodes greedily"
        question = Characters().decode(prompt)
        reply = next((reply for key, reply in self.replies.items() if key in question), "")
        tokens = (*Characters().encode(reply), *params.stop)[: params.max_tokens]
        whole = len(tokens) > len(reply)
        return Sample(tokens=tokens, logprobs=(0.0,) * len(tokens), stop_reason="stop" if whole else "length")


def ask(
    plan: Plan, place: Path, replies: Mapping[str, str], on_progress: OnProgress | None = None
) -> Benchmark:
    """What a reciter comes to, with its journal in `place`."""
    model = Sampled(name="reciter", sampler=Reciter(replies), tokenizer=Characters(), model="reciter")
    with Journal(RunDirectory(place).generations) as journal:
        return run_benchmark(plan, model, journal, on_progress or (lambda suite, done, total: None))
