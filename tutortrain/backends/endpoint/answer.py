"""What an attempt brings, before anybody has judged it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Whatever the server answered, errors included."""

    status: int
    phrase: str
    body: bytes
    retry_after: str | None
    location: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """The connection broke or nothing came in time; `unreachable`: there was no connection to begin with."""

    reason: str
    unreachable: bool
