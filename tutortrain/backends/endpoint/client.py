"""`Endpoint`: synchronous outside, an event loop inside for as long as one call lasts.

A loop and not threads, for Ctrl-C then ends every request under way at once and leaves nothing behind.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from tutortrain.backends.endpoint.session import OnReply, Session
from tutortrain.backends.endpoint.wire import Failed, Reply, Said, served_model
from tutortrain.config.endpoint import EndpointConfig
from tutortrain.errors import ConfigError, EndpointError
from tutortrain.keys import read_key
from tutortrain.types import Message, Messages

T = TypeVar("T")


class Endpoint:
    """A served model. It keeps no connection between two calls, and its key appears in no message.

    Raises ConfigError if the variable that should hold the key is not set.
    """

    def __init__(self, config: EndpointConfig) -> None:
        self.config = config
        self._key = _read_key(config.api_key_env)
        self._was_reached = False

    def models(self) -> tuple[str, ...]:
        """The ids that the server lists; asked once, for a caller that learns nothing here can `probe`.

        Raises NoModelList if it gives no such list, EndpointError if it is not there or refuses the key.
        """
        return self._run(Session.models)

    def probe(self) -> str:
        """One short request: which model the reply says that it comes from; empty if it does not say.

        Raises EndpointError if no answer is to be had.
        """
        hello = self._body([Message(role="user", content="Hello")], {"max_tokens": 1, "temperature": 0.0})
        answer = self._run(lambda session: session.ask(hello))
        if isinstance(answer, Failed):
            raise EndpointError(f"{self.config.url} does not answer for {self.config.model}: {answer.reason}")
        return served_model(answer)

    def ask(self, route: str, requests: Sequence[Mapping[str, Any]]) -> tuple[Said | Failed, ...]:
        """One after the other, whatever a route answers to requests that need no more than the model's name.

        Raises EndpointError as `complete` does.
        """
        bodies = [json.dumps({"model": self.config.model, **request}).encode() for request in requests]

        async def one_by_one(session: Session) -> tuple[Said | Failed, ...]:
            return tuple([await session.ask(body, route) for body in bodies])

        return self._run(one_by_one)

    def complete(
        self,
        requests: Sequence[Messages],
        *,
        max_tokens: int,
        temperature: float,
        top_p: float = 1.0,
        seed: int | Sequence[int] | None = None,
        on_reply: OnReply = lambda index, outcome: None,
    ) -> tuple[Reply | Failed, ...]:
        """A reply, or why there is none, for each conversation, in their order.

        seed: one for each request, or the first's, from which the others count on, so that equal
            conversations get different replies. Servers are free to ignore it.
        on_reply: called in the caller's thread as each arrives; an error that it raises ends the batch.
        Raises EndpointError if the server is not there, refuses the key or does not know the model; what had
        arrived before has been given to `on_reply`.
        """
        settings: dict[str, float] = {"max_tokens": max_tokens, "temperature": temperature}
        if top_p != 1:  # sent only where it is meant: some servers refuse it beside a temperature
            settings["top_p"] = top_p
        bodies = [
            self._body(request, settings | drawn)
            for request, drawn in zip(requests, _seeds(seed, len(requests)), strict=True)
        ]
        return self._run(lambda session: session.ask_all(bodies, on_reply)) if bodies else ()

    def _body(self, messages: Messages, settings: dict[str, float]) -> bytes:
        turns = [{"role": message.role, "content": message.content} for message in messages]
        return json.dumps({"model": self.config.model, "messages": turns, **settings}).encode()

    def _run(self, work: Callable[[Session], Awaitable[T]]) -> T:
        from tutortrain.backends.endpoint.transport import Transport  # httpx takes 0.15 s to import

        async def calling() -> T:
            async with Transport(self.config, self._key) as transport:
                session = Session(self.config, transport, self._key, was_reached=self._was_reached)
                try:
                    return await work(session)
                finally:
                    self._was_reached = session.was_reached

        return asyncio.run(calling())


def _seeds(seed: int | Sequence[int] | None, num_requests: int) -> Sequence[dict[str, Any]]:
    if seed is None:
        return [{}] * num_requests
    return [{"seed": each} for each in (range(seed, seed + num_requests) if isinstance(seed, int) else seed)]


def _read_key(variable: str | None) -> str | None:
    """What a header can carry, and no more: an error about the header would show the key."""
    if variable is None:
        return None
    key = read_key(variable)
    if not key:
        raise ConfigError(
            f"api_key_env: {variable} is not set; put the key into .env or the environment, or set "
            "api_key_env=null for a server that wants none"
        )
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise ConfigError(
            f"api_key_env: what {variable} holds is no key: it has blanks or unusual characters"
        )
    return key
