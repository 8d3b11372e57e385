"""The linear model over features, with the weights that ship with the project."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from tutortrain.curriculum.model import WEIGHTS, Linear, estimate, load_linear
from tutortrain.curriculum.problem import Problem
from tutortrain.curriculum.tag import Tag
from tutortrain.curriculum.taggers.base import MANY, TaggerOptions

MIN_CONFIDENCE: Final = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTagger:
    """Withholds grades of which it is less sure than `min_confidence`."""

    linear: Linear
    min_confidence: float
    identity: str
    batch: int = MANY

    @classmethod
    def open(cls, options: TaggerOptions) -> Self:
        least = MIN_CONFIDENCE if options.min_confidence is None else options.min_confidence
        digest = hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()[:16]
        return cls(linear=load_linear(WEIGHTS), min_confidence=least, identity=f"model {digest} {least}")

    def tag(self, problems: Sequence[Problem]) -> list[Tag]:
        found = estimate(self.linear, problems)
        return [
            Tag(
                method="model",
                grade=grade if confidence >= self.min_confidence else None,
                topic=topic,
                confidence=float(confidence),
            )
            for grade, confidence, topic in zip(found.grades, found.confidences, found.topics, strict=True)
        ]
