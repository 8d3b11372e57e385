"""Whether an endpoint serves the weights that were trained, by what they reply greedily.

Each route is asked on its own: one may apply the adapters and another forget them (tinker-feedback #125).
What is said is set against the greedy replies of the trained and of the untouched weights, taken when
training ended: the text as far as it agrees, and, where the endpoint tells them, the log-probabilities.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import fmean
from typing import Any, Final, Literal

from tutortrain.backends.endpoint.client import Endpoint
from tutortrain.backends.endpoint.wire import Failed, Said
from tutortrain.backends.greedy import NUM_TOKENS, Greedy, Question
from tutortrain.config.endpoint import CHAT_ROUTE
from tutortrain.errors import EndpointError

COMPLETIONS_ROUTE: Final = "/completions"
Looks = Literal["trained", "untouched", "something else", "either"]
ALIKE: Final = 0.6
"""Of a text: the same weights in float32 and in bfloat16 were seen to agree in 77 %, for a greedy reply that
rounding turns elsewhere stays there; a model trained for 20 steps and the untouched one agree in 1 %.
"""
CLOSE: Final = 0.05
"""Mean nats between log-probabilities of the same tokens: float32 and bfloat16 were seen 0.013 apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What an endpoint replied; logprobs: one a token, None where it does not tell them."""

    text: str
    logprobs: tuple[float, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Between what is served and known weights: the share of text that agrees, and the largest distance of
    log-probabilities where the text is the same; None where nothing can be set against each other.
    """

    text: float
    distance: float | None

    @property
    def is_close(self) -> bool:
        return self.text >= ALIKE and (self.distance is None or self.distance <= CLOSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a route serves. problem: why it could not be asked, and then there is no likeness."""

    route: str
    trained: Likeness | None = None
    untouched: Likeness | None = None
    problem: str = ""

    @property
    def looks(self) -> Looks:
        """`either`: both would reply like this, and no log-probabilities tell them apart."""
        assert self.trained is not None
        assert self.untouched is not None
        if not (self.trained.is_close or self.untouched.is_close):
            return "something else"
        if self.trained.is_close != self.untouched.is_close:
            return "trained" if self.trained.is_close else "untouched"
        if self.trained.text != self.untouched.text:
            return "trained" if self.trained.text > self.untouched.text else "untouched"
        distances = (self.trained.distance, self.untouched.distance)
        if None in distances or distances[0] == distances[1]:
            return "either"
        return "trained" if distances[0] < distances[1] else "untouched"  # type: ignore[operator]


def check(endpoint: Endpoint, questions: Sequence[Question]) -> tuple[Verdict, ...]:
    """A verdict for each route. Raises EndpointError where neither of them can be asked."""
    verdicts = (
        _verdict(endpoint, CHAT_ROUTE, questions, [_chat(each) for each in questions]),
        _verdict(endpoint, COMPLETIONS_ROUTE, questions, [_completion(each) for each in questions]),
    )
    if all(verdict.problem for verdict in verdicts):
        raise EndpointError(verdicts[0].problem)
    return verdicts


def _chat(question: Question) -> dict[str, Any]:
    turns = [{"role": turn.role, "content": turn.content} for turn in question.messages]
    return {"messages": turns, "logprobs": True}


def _completion(question: Question) -> dict[str, Any]:
    """The very tokens that were asked at the end of training."""
    return {"prompt": list(question.prompt), "logprobs": 1}


def _verdict(
    endpoint: Endpoint, route: str, questions: Sequence[Question], requests: Sequence[dict[str, Any]]
) -> Verdict:
    greedily = [request | {"max_tokens": NUM_TOKENS, "temperature": 0.0} for request in requests]
    try:
        replies = endpoint.ask(route, greedily)
        if any(isinstance(reply, Failed) for reply in replies):  # some servers refuse to tell logprobs
            bare = [{k: v for k, v in request.items() if k != "logprobs"} for request in greedily]
            replies = endpoint.ask(route, bare)
    except EndpointError as error:
        return Verdict(route=route, problem=str(error))
    spoken = [reply if isinstance(reply, Failed) else _spoken(reply) for reply in replies]
    heard = [each for each in spoken if isinstance(each, Spoken)]
    if len(heard) < len(spoken):
        (reason, *_) = [each.reason for each in spoken if isinstance(each, Failed)]
        return Verdict(route=route, problem=f"{endpoint.config.url}{route} does not answer: {reason}")
    return Verdict(
        route=route,
        trained=_likeness(heard, [question.trained for question in questions]),
        untouched=_likeness(heard, [question.base for question in questions]),
    )


def _spoken(said: Said) -> Spoken | Failed:
    """The first choice of an answer of either route."""
    match said.value:
        case {"choices": [{"message": {"content": str() as text}} as choice, *_]}:
            return Spoken(text=text, logprobs=_logprobs(choice))
        case {"choices": [{"text": str() as text} as choice, *_]}:
            return Spoken(text=text, logprobs=_logprobs(choice))
        case _:
            return Failed(reason="the answer holds no text", status=200)


def _logprobs(choice: dict[Any, Any]) -> tuple[float, ...] | None:
    match choice.get("logprobs"):
        case {"content": [*tokens]}:
            told = [token.get("logprob") for token in tokens if isinstance(token, dict)]
        case {"token_logprobs": [*told]}:
            pass
        case _:
            return None
    known = tuple(float(value) for value in told if isinstance(value, int | float))
    return known if known and len(known) == len(told) else None


def _likeness(spoken: Sequence[Spoken], known: Sequence[Greedy]) -> Likeness:
    pairs = list(zip(spoken, known, strict=True))
    distances = [
        _distance(one.logprobs, other.logprobs)
        for one, other in pairs
        if one.logprobs is not None and one.text.strip() == other.text.strip()
    ]
    return Likeness(
        text=fmean(agreement(one.text.strip(), other.text.strip()) for one, other in pairs),
        distance=max(distances, default=None),
    )


def agreement(one: str, other: str) -> float:
    """The share of the longer text that both begin with."""
    longest = max(len(one), len(other))
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return same / longest if longest else 1.0


def _distance(one: Sequence[float], other: Sequence[float]) -> float:
    """Mean over the tokens that both count: an endpoint may leave the end of a turn out."""
    return fmean(abs(a - b) for a, b in zip(one, other, strict=False)) if one and other else 0.0
