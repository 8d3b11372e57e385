"""The seam of a tagger."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from tutortrain.config.endpoint import EndpointConfig
from tutortrain.curriculum.problem import Problem
from tutortrain.curriculum.tag import Tag

MANY: Final = 512
"""A batch where a tag costs next to nothing."""


class Tagger(Protocol):
    """One way to estimate grades and topics."""

    @property
    def identity(self) -> str:
        """Everything that decides its tags, as text: a file that was begun is gone on with by the same."""

    @property
    def batch(self) -> int:
        """Problems to give it at once: so many may have to be tagged again after a kill."""

    def tag(self, problems: Sequence[Problem]) -> Sequence[Tag]:
        """One for each problem, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggerOptions:
    """min_confidence: below it the grade is withheld; None: the tagger's own choice.

    endpoint: for taggers that ask a served model.
    """

    min_confidence: float | None = None
    endpoint: EndpointConfig | None = None
