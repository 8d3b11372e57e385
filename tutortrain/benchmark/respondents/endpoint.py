"""A model behind an OpenAI-compatible address."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from tutortrain.backends.endpoint import Endpoint
from tutortrain.backends.endpoint.serving import is_same_model, wrong_model
from tutortrain.backends.endpoint.wire import Failed
from tutortrain.backends.endpoint.wire import Reply as Received
from tutortrain.benchmark.respondents.base import Answer, Failure, Key, OnAnswers, Reply
from tutortrain.benchmark.results import Asked
from tutortrain.benchmark.suites.base import Decoding
from tutortrain.errors import EndpointError
from tutortrain.types import Messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Fills `Respondent`. Every sample is a request of its own, with a seed of its own."""

    name: str
    endpoint: Endpoint

    @property
    def asked(self) -> Asked:
        return Asked(through=self.endpoint.config.url, model=self.endpoint.config.model)

    @property
    def reader(self) -> None:
        """Servers of chat completions tell nothing of text that is not theirs."""

    def answer(
        self, questions: Sequence[Messages], decoding: Decoding, wanted: Set[Key], on_answers: OnAnswers
    ) -> None:
        """Raises EndpointError where the server is gone, refuses the key or does not know the model."""
        keys = sorted(wanted)
        self.endpoint.complete(
            [questions[index] for index, _ in keys],
            max_tokens=decoding.max_tokens,
            temperature=decoding.temperature,
            seed=_seeds(keys, decoding),
            on_reply=lambda place, outcome: on_answers({keys[place]: self._read(outcome)}),
        )

    def _read(self, outcome: Received | Failed) -> Answer:
        """Raises EndpointError where another model begins to reply."""
        if isinstance(outcome, Failed):
            return Failure(reason=outcome.reason)
        if not is_same_model(self.endpoint.config.model, outcome.model):
            raise EndpointError(wrong_model(self.endpoint, outcome.model))
        return _reply(outcome)


def _seeds(keys: Sequence[Key], decoding: Decoding) -> list[int] | None:
    """One a sample; greedy replies need none, which not every server takes."""
    if decoding.temperature == 0:
        return None
    return [index * decoding.num_samples + sample for index, sample in keys]


def _reply(outcome: Received) -> Reply:
    return Reply(
        text=outcome.text.strip(),
        stop_reason=outcome.stop_reason,
        num_prompt_tokens=outcome.num_prompt_tokens or 0,
        num_tokens=outcome.num_completion_tokens or 0,
    )
