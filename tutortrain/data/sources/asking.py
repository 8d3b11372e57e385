"""How a bare problem becomes what the pupil says, for sources; the embedded data below share it."""

from tutortrain.embedded.requests import ask

__all__ = ["ask"]
