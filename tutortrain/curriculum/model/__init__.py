"""The default tagger: features, a linear model of standards, and where rules place a problem."""

from tutortrain.curriculum.model.estimating import WEIGHTS, Estimates, estimate
from tutortrain.curriculum.model.linear import Linear, load_linear

__all__ = ["WEIGHTS", "Estimates", "Linear", "estimate", "load_linear"]
