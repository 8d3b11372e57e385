"""What is asked of a model about items, be it a tutor or the judge of one."""

from dataclasses import dataclass

from tutortrain.benchmark.suites.base import Decoding
from tutortrain.data.example import Example
from tutortrain.types import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """`messages[i]` is what is sent about `items[i]`, as often as `decoding` wants samples of a reply.

    name: whose questions these are; it stands in every row of their replies.
    """

    name: str
    items: tuple[Example, ...]
    messages: tuple[tuple[Message, ...], ...]
    decoding: Decoding
