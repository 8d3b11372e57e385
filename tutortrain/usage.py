"""What is paid for; apart from `types`, for whoever reads a run needs no arrays."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens as they are paid for: `prefill` were read, `sampled` drawn, `trained` read and learned from."""

    prefill: int = 0
    sampled: int = 0
    trained: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            prefill=self.prefill + other.prefill,
            sampled=self.sampled + other.sampled,
            trained=self.trained + other.trained,
        )
