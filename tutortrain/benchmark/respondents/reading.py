"""How likely text is to weights that a sampler has."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from tutortrain.backends.base import Sampler, Tokenizer
from tutortrain.benchmark.respondents.base import Answer, Failure, Key, OnAnswers, Reply
from tutortrain.benchmark.suites.base import Decoding
from tutortrain.types import Messages

CHUNK: Final = 100
"""Texts that are read together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Fills `Reader`."""

    sampler: Sampler
    tokenizer: Tokenizer

    def read(
        self, texts: Sequence[Messages], decoding: Decoding, wanted: Set[Key], on_answers: OnAnswers
    ) -> None:
        """A text of one token alone has nothing that could be foreseen, and fails."""
        keys = sorted(wanted)
        for start in range(0, len(keys), CHUNK):
            tokens = {key: self._tokens(texts[key[0]]) for key in keys[start : start + CHUNK]}
            long = {key: some[: decoding.max_tokens] for key, some in tokens.items() if len(some) > 1}
            rows = self.sampler.logprobs(list(long.values())).result()
            losses = {key: -fmean(map(float, row[1:])) for key, row in zip(long, rows, strict=True)}
            on_answers({key: _answer(tokens[key], losses.get(key), decoding) for key in tokens})

    def controls(self, texts: Sequence[Messages], decoding: Decoding) -> Mapping[str, Sequence[str]]:
        """`unigram`: the loss of knowing how frequent each token is in these texts, and nothing else."""
        foreseen = [self._tokens(messages)[1 : decoding.max_tokens] for messages in texts]
        counts = Counter(token for tokens in foreseen for token in tokens)
        losses = {token: math.log(counts.total() / count) for token, count in counts.items()}
        means = (fmean(losses[token] for token in tokens) if tokens else 0.0 for tokens in foreseen)
        return {"unigram": list(map(repr, means))}

    def _tokens(self, messages: Messages) -> tuple[int, ...]:
        if len(messages) == 1:
            return self.tokenizer.encode(messages[0].content)
        return self.tokenizer.render(messages).tokens


def _answer(tokens: Sequence[int], loss: float | None, decoding: Decoding) -> Answer:
    if loss is None:
        return Failure(reason=f"a text of {len(tokens)} tokens has none to foresee")
    return Reply(
        text=repr(loss),
        stop_reason="stop" if len(tokens) <= decoding.max_tokens else "length",
        num_prompt_tokens=min(len(tokens), decoding.max_tokens),
        num_tokens=0,
    )
