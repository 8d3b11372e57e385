"""`retention`: is text that was not trained on still as likely as before? Scored as `loss`, in nats a token.

The loss is the mean over passages of each passage's mean over tokens. It depends on how a tokenizer cuts
words, so models with different ones cannot be compared; the control `unigram` is of the same tokens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutortrain.benchmark.suites.base import Decoding, OneReply, Outcome
from tutortrain.config.benchmark import RetentionConfig
from tutortrain.data.example import Example
from tutortrain.data.passages import embedded_passages, read_passages
from tutortrain.types import Message

LOSS = "loss"


@dataclass(frozen=True, slots=True)
class Retention(OneReply):
    """Reads whole passages; held-out rows of the data have no part in it."""

    config: RetentionConfig

    @property
    def reads(self) -> bool:
        return True

    @property
    def scores(self) -> Mapping[str, bool]:
        return {LOSS: False}

    @property
    def decoding(self) -> Decoding:
        return Decoding(max_tokens=self.config.max_tokens)

    def items(self, examples: Sequence[Example]) -> Sequence[Example]:
        """Raises DataError for a file that cannot be read, or has no text."""
        return embedded_passages() if self.config.file is None else read_passages(self.config.file)

    def messages(self, item: Example) -> tuple[Message, ...]:
        return item.messages

    def grade_all(self, items: Sequence[Example], replies: Sequence[str]) -> Sequence[Outcome]:
        return [Outcome(counts={LOSS: float(reply)}) for reply in replies]

    def controls(self, items: Sequence[Example]) -> Mapping[str, Sequence[str]]:
        """None without a tokenizer: whoever reads has them."""
        return {}
