"""The requests of one call: how many at once, which are asked again, and what ends all of them."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from tutortrain.backends.endpoint.answer import Answer, NoAnswer
from tutortrain.backends.endpoint.refusals import redirected, refusal, unreachable, without_key
from tutortrain.backends.endpoint.retries import is_temporary, seconds_to_wait
from tutortrain.backends.endpoint.wire import (
    Failed,
    Reply,
    Said,
    message_in,
    parse,
    read_models,
    read_reply,
)
from tutortrain.config.endpoint import CHAT_ROUTE, MODELS_ROUTE, EndpointConfig
from tutortrain.errors import EndpointError, NoModelList

if TYPE_CHECKING:
    from tutortrain.backends.endpoint.transport import Transport

OnReply = Callable[[int, Reply | Failed], None]
"""Called with a request's index and what came of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """An attempt that failed in a way that may pass."""

    reason: str
    status: int | None = None
    retry_after: str | None = None
    unreachable: bool = False


class Session:
    """An open transport and what is made of its answers.

    was_reached: whether the server has ever answered. Until it has, a refused connection means a wrong
        address or a server that was not started, and waiting does not help.
    """

    def __init__(
        self, config: EndpointConfig, transport: "Transport", key: str | None, *, was_reached: bool
    ) -> None:
        self.was_reached = was_reached
        self._config = config
        self._transport = transport
        self._key = key
        self._random = Random()  # of its own: a wait is not to move anybody else's draws

    async def ask_all(self, bodies: Sequence[bytes], on_reply: OnReply) -> tuple[Reply | Failed, ...]:
        """Outcomes in the order of the bodies; `on_reply` sees each as it arrives.

        A request that waits for its next attempt keeps its place, so a busy server is asked less; one that
        waits for a place spends nothing of its time limit.
        """
        places = asyncio.Semaphore(self._config.max_concurrent)

        async def one(index: int) -> tuple[int, Reply | Failed]:
            async with places:
                return index, self._reply(await self.ask(bodies[index]))

        tasks = [asyncio.create_task(one(index)) for index in range(len(bodies))]
        outcomes: dict[int, Reply | Failed] = {}
        try:
            for arriving in asyncio.as_completed(tasks):
                index, outcome = await arriving
                outcomes[index] = outcome
                on_reply(index, outcome)
        finally:
            await _end(tasks)
        return tuple(outcomes[index] for index in range(len(bodies)))

    async def ask(self, body: bytes, route: str = CHAT_ROUTE) -> Said | Failed:
        """The server's answer, after as many attempts as it takes and the configuration allows.

        Raises EndpointError for what every other request would meet too.
        """
        num_attempts = 1
        while isinstance(outcome := await self._attempt(body, route), Again):
            if num_attempts > self._config.max_retries:
                return self._given_up(outcome, num_attempts)
            await asyncio.sleep(seconds_to_wait(num_attempts, outcome.retry_after, self._random))
            num_attempts += 1
        return outcome

    async def models(self) -> tuple[str, ...]:
        """As `Endpoint.models`."""
        answer = await self._send(MODELS_ROUTE)
        match answer:
            case NoAnswer(unreachable=True):
                raise EndpointError(unreachable(self._config, answer.reason))
            case Answer(status=401):
                raise EndpointError(refusal(self._config, 401, self._words(answer)))
            case Answer(status=200) if (listed := read_models(answer.body)) is not None:
                return listed
        why = answer.reason if isinstance(answer, NoAnswer) else f"{answer.status}: {self._words(answer)}"
        raise NoModelList(f"{self._config.url}{MODELS_ROUTE} does not list what is served ({why})")

    async def _send(self, route: str, body: bytes | None = None) -> Answer | NoAnswer:
        answer = await self._transport.send(route, body)
        self.was_reached = self.was_reached or isinstance(answer, Answer)
        return answer

    async def _attempt(self, body: bytes, route: str) -> Said | Failed | Again:
        answer = await self._send(route, body)
        if isinstance(answer, Answer):
            return self._judge(answer)
        if answer.unreachable and not self.was_reached:
            raise EndpointError(unreachable(self._config, answer.reason))
        return Again(reason=answer.reason, unreachable=answer.unreachable)

    def _judge(self, answer: Answer) -> Said | Failed | Again:
        if 200 <= answer.status < 300:
            return parse(answer.body) or self._torn(answer)
        if 300 <= answer.status < 400:
            raise EndpointError(redirected(self._config, answer.location))
        words = self._words(answer)
        if refused := refusal(self._config, answer.status, words):
            raise EndpointError(refused)
        reason = f"{answer.status}: {words}"
        if is_temporary(answer.status):
            return Again(reason=reason, status=answer.status, retry_after=answer.retry_after)
        return Failed(reason=reason, status=answer.status)

    def _torn(self, answer: Answer) -> Again:
        return Again(reason=f"the answer is no complete JSON: {self._words(answer)}", status=answer.status)

    def _given_up(self, last: Again, num_attempts: int) -> Failed:
        """Raises EndpointError if nothing listens any more: no other request will get through either."""
        reason = f"{last.reason} ({num_attempts} attempts)" if num_attempts > 1 else last.reason
        if last.unreachable:
            raise EndpointError(unreachable(self._config, reason))
        return Failed(reason=reason, status=last.status)

    def _reply(self, said: Said | Failed) -> Reply | Failed:
        if isinstance(said, Failed):
            return said
        reply = read_reply(said)
        return reply if isinstance(reply, Reply) else replace(reply, reason=self._shown(reply.reason))

    def _words(self, answer: Answer) -> str:
        return self._shown(message_in(answer.body) or answer.phrase)

    def _shown(self, text: str) -> str:
        return without_key(text, self._key)


async def _end(tasks: Sequence["asyncio.Task[tuple[int, Reply | Failed]]"]) -> None:
    """Those that are still under way are cancelled and waited for, so none outlives its connection."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
