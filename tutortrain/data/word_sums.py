"""About how many tokens a conversation has, from those of its words: ten times as fast as a tokenizer."""

from typing import Final

from tutortrain.backends.base import Tokenizer
from tutortrain.types import Messages

MAX_WORDS: Final = 1_000_000
"""That are remembered, in 0.1 GB."""


class WordSums(dict[str, int]):
    """Tokens by word, with the space before it. Most tokenizers cut a text there, and then no text has more
    tokens than its words; none promises to, so whoever relies on it has to try it.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        super().__init__()
        self._tokenizer = tokenizer

    def __missing__(self, word: str) -> int:
        if len(self) >= MAX_WORDS:
            self.clear()
        self[word] = num = len(self._tokenizer.encode(f" {word}"))
        return num

    def said(self, messages: Messages) -> int:
        """In all turns, without what the chat template puts around them."""
        return sum(
            sum(map(self.__getitem__, message.content.replace("\n", " \n ").split(" ")))
            for message in messages
        )
