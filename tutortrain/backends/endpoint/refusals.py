"""Answers that end a whole batch, since every other request would meet the same; each says what to do."""

from typing import Final
from urllib.parse import urljoin, urlsplit

from tutortrain.config.endpoint import CHAT_ROUTE, EndpointConfig

SHOWN: Final = 400
"""Characters of a server's own words that a message repeats."""


def without_key(text: str, key: str | None) -> str:
    """One line of bounded length in which the key, should the server have repeated it, is starred out."""
    line = " ".join((text.replace(key, "***") if key else text).split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def refusal(config: EndpointConfig, status: int, words: str) -> str | None:
    """Why no request at all will succeed, with the server's own words; None if others may."""
    said = f"({status}: {words})"
    if status == 401:
        return f"{config.url} wants another key; {_key_remedy(config)} {said}"
    if status == 403:
        return f"{config.url} does not let this key use {config.model}; {_key_remedy(config)} {said}"
    if status == 404:
        return (
            f"{config.url}{CHAT_ROUTE} does not exist, or serves no model {config.model}; url mostly ends in "
            f"/v1, and {config.url}/models lists what can be asked for {said}"
        )
    return None


def redirected(config: EndpointConfig, location: str | None) -> str:
    """A server that sends elsewhere: only the host is named, for the rest of an address can hold secrets."""
    return (
        f"{config.url} sends requests on to {_host(config.url, location or '')}; that is not followed, for "
        "the key goes to the given host only. Set url to the address that is meant"
    )


def _host(url: str, location: str) -> str:
    try:
        target = urlsplit(urljoin(f"{url}/", location))
    except ValueError:
        return "another address"
    return f"{target.scheme}://{target.hostname}"


def unreachable(config: EndpointConfig, reason: str) -> str:
    """Nobody listens, or the name leads nowhere."""
    return f"Nothing can be reached at {config.url}: {reason}. Start the server, or correct url"


def _key_remedy(config: EndpointConfig) -> str:
    if config.api_key_env is None:
        return (
            "none was sent: put one into .env or the environment, and the variable's name into api_key_env."
        )
    return f"correct the one in {config.api_key_env}."
