"""What can be seen of a problem without understanding it."""

from tutortrain.curriculum.features.keys import structure, wording
from tutortrain.curriculum.features.reading import Reading, read

__all__ = ["Reading", "read", "structure", "wording"]
