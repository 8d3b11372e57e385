"""Weights in this process, or those of a training service, through a sampler."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import product
from typing import Final

from tutortrain.backends.base import Sampler, Tokenizer
from tutortrain.benchmark.respondents.base import Key, OnAnswers, Reply
from tutortrain.benchmark.respondents.reading import Reading
from tutortrain.benchmark.results import IN_PROCESS, Asked
from tutortrain.benchmark.suites.base import Decoding
from tutortrain.types import Messages, Sample, SamplingParams

CHUNK: Final = 100
"""Questions that are asked together. A chunk is asked as a whole, so that what was asked before an
interruption changes no draw after it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """Fills `Respondent`. model: which weights these are, such as a checkpoint's name."""

    name: str
    sampler: Sampler
    tokenizer: Tokenizer
    model: str

    @property
    def asked(self) -> Asked:
        return Asked(through=IN_PROCESS, model=self.model)

    @property
    def reader(self) -> Reading:
        return Reading(sampler=self.sampler, tokenizer=self.tokenizer)

    def answer(
        self, questions: Sequence[Messages], decoding: Decoding, wanted: Set[Key], on_answers: OnAnswers
    ) -> None:
        for start in range(0, len(questions), CHUNK):
            chunk = range(start, min(start + CHUNK, len(questions)))
            keys = list(product(chunk, range(decoding.num_samples)))
            if wanted.isdisjoint(keys):
                continue
            replies = self._ask([questions[index] for index in chunk], decoding, seed=start)
            on_answers({key: reply for key, reply in zip(keys, replies, strict=True) if key in wanted})

    def _ask(self, questions: Sequence[Messages], decoding: Decoding, seed: int) -> list[Reply]:
        """All samples of the first question, then those of the next."""
        prompts = [self.tokenizer.prompt(messages) for messages in questions]
        params = SamplingParams(
            max_tokens=decoding.max_tokens,
            temperature=decoding.temperature,
            stop=self.tokenizer.stop_tokens,
            seed=seed,
        )
        groups = self.sampler.sample(prompts, decoding.num_samples, params).result()
        return [
            self._reply(prompt, sample)
            for prompt, group in zip(prompts, groups, strict=True)
            for sample in group
        ]

    def _reply(self, prompt: Sequence[int], sample: Sample) -> Reply:
        return Reply(
            text=self.tokenizer.decode(sample.tokens).strip(),
            stop_reason=sample.stop_reason,
            num_prompt_tokens=len(prompt),
            num_tokens=len(sample.tokens),
        )
