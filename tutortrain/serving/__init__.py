"""Weights behind an OpenAI-compatible address, by a server that others have written.

programs  the servers there are, and how each is started
hub       the weights laid out as a hub's cache, so that a server knows and lists them by the run's name
address   where it listens
child     its process: waited for until it answers, and ended with ours
server    all of these together
"""

from tutortrain.serving.server import Listening, serving

__all__ = ["Listening", "serving"]
