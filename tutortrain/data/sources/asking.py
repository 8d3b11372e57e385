"""How a bare problem becomes what the pupil says, for sources; the embedded data below share it."""

from tutortrain.embedded.requests import ask, with_attempt

__all__ = ["ask", "with_attempt"]
