"""A model behind an OpenAI-compatible endpoint: it answers conversations, and is neither trained nor scored.

client     `Endpoint`: batches of conversations in, replies in order out
session    the requests of one call: how many at once, which again, and when all of it ends
wire       from the wire format to a reply, or to why there is none
refusals   answers that end a whole batch, and what to do about each
retries    which answers are asked for again, and after how long
transport  the only home of httpx, which is imported when the first request is made
"""

from tutortrain.backends.endpoint.client import Endpoint
from tutortrain.backends.endpoint.wire import Failed, Reply

__all__ = ["Endpoint", "Failed", "Reply"]
