"""The `Tokenizer` protocol over a model folder's own files, without transformers and without torch.

transformers' AutoTokenizer imports torch and takes 4 s on a 2-core machine; the `tokenizers` library beneath
it and Jinja open the same files in 0.2 s. That matters because the tokenizer is opened before a run is
allowed to start.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from tutortrain.backends.chat import ChatTemplate
from tutortrain.backends.models import TOKENIZER_FILES, model_folder, read_object
from tutortrain.errors import ModelError, UserError
from tutortrain.types import Messages, Rendered, Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer as Vocabulary


def open_tokenizer(base_model: str) -> "ChatTokenizer":
    """The tokenizer and chat template of a folder, a hub id, or `tiny`.

    Raises ModelError if the folder, its tokenizer.json or its chat template is missing or cannot be read.
    """
    return ChatTokenizer(model_folder(base_model, TOKENIZER_FILES))


def most_tokens(text: str) -> int:
    """A bound that costs no tokenizing: every token takes a byte of the text, as it is spelled out in full.

    Tokenizers may take letters apart before they look (Unicode's forms KC and KD), which ASCII has none of.
    """
    return len(text) if text.isascii() else len(unicodedata.normalize("NFKD", text).encode(errors="replace"))


class ChatTokenizer:
    """Fills `tutortrain.backends.base.Tokenizer` from the files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._vocabulary = _open_vocabulary(folder)
        self._template = ChatTemplate(_chat_template(folder), _special_tokens(folder))
        self._end_of_turn = self._find_end_of_turn()

    @cached_property
    def stop_tokens(self) -> tuple[int, ...]:
        """The token that ends a turn in the chat template, then what the model's generation settings add."""
        eos = read_object(self._folder / "generation_config.json").get("eos_token_id")
        if eos is None:
            eos = read_object(self._folder / "config.json").get("eos_token_id")
        named = eos if isinstance(eos, list) else [] if eos is None else [eos]
        return tuple(dict.fromkeys([self._vocabulary.token_to_id(self._end_of_turn), *named]))

    def encode(self, text: str) -> tuple[int, ...]:
        return tuple(self._vocabulary.encode(text, add_special_tokens=False).ids)

    def decode(self, tokens: Sequence[int]) -> str:
        return str(self._vocabulary.decode(list(tokens), skip_special_tokens=True))

    def prompt(self, messages: Messages) -> tuple[int, ...]:
        return self.encode(self._template.text(messages, prompt=True))

    def render(self, messages: Messages) -> Rendered:
        """The conversation by the model's own template; a span holds every token that touches its message.

        Raises ModelError if the template refuses the conversation or rewrites a message.
        """
        text, contents = self._template.place(messages)
        encoding = self._vocabulary.encode(text, add_special_tokens=False)
        starts = [start for start, _ in encoding.offsets]
        stops = [stop for _, stop in encoding.offsets]
        spans = tuple(
            Span(role=message.role, start=bisect_right(stops, start), stop=bisect_left(starts, stop))
            for message, (start, stop) in zip(
                messages, self._with_ends(messages, text, contents), strict=True
            )
        )
        return Rendered(tokens=tuple(encoding.ids), spans=spans)

    def lengths(self, conversations: Sequence[Messages]) -> tuple[int, ...]:
        """On all processors, and without noting which character went where."""
        texts = [self._template.place(messages)[0] for messages in conversations]
        encoded = self._vocabulary.encode_batch_fast(texts, add_special_tokens=False)
        return tuple(len(encoding.ids) for encoding in encoded)

    def pieces(self, messages: Messages) -> tuple[str, ...]:
        """The text that each token of `render` stands for, in order; together they are the conversation.

        A character that is cut into several tokens is the first one's.
        """
        text, _ = self._template.place(messages)
        encoding = self._vocabulary.encode(text, add_special_tokens=False)
        stops = list(accumulate((stop for _, stop in encoding.offsets), max))[:-1]
        return tuple(text[start:stop] for start, stop in pairwise([0, *stops, len(text)]))

    def _with_ends(
        self, messages: Messages, text: str, contents: Sequence[tuple[int, int]]
    ) -> Iterator[tuple[int, int]]:
        """Each content's characters; an assistant's with all that is its to write, end of turn included."""
        layout = self._template.layout(tuple(message.role for message in messages))
        last = len(messages) - 1
        for i, (message, (start, stop)) in enumerate(zip(messages, contents, strict=True)):
            if message.role == "assistant":
                lead = layout.lead if i == last else 0
                yield start - lead, text.index(self._end_of_turn, stop) + len(self._end_of_turn)
            else:
                yield start, stop

    def _find_end_of_turn(self) -> str:
        """The special token with which the template closes an assistant's turn."""
        closing = self._template.layout(("user", "assistant")).pieces[-1].lstrip()
        special = [token.content for token in self._vocabulary.get_added_tokens_decoder().values()]
        found = max((token for token in special if closing.startswith(token)), key=len, default=None)
        if found is None:
            raise ModelError(
                f"{self._folder}: the chat template ends an assistant's turn with {closing[:40]!r}, not with "
                "a special token, so nothing would teach the model to stop"
            )
        return found


def _open_vocabulary(folder: Path) -> "Vocabulary":
    try:
        from tokenizers import Tokenizer as Vocabulary
    except ModuleNotFoundError as error:
        raise UserError("Opening a tokenizer needs `tokenizers`: pip install 'tutortrain[local]'") from error
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ModelError(
            f"{folder} holds no tokenizer.json; transformers' AutoTokenizer writes one by save_pretrained"
        )
    try:
        vocabulary = Vocabulary.from_file(str(path))
    except Exception as error:  # the library raises bare Exception for a file that it cannot read
        raise ModelError(f"{path} is no tokenizer: {error}") from error
    vocabulary.no_truncation()
    vocabulary.no_padding()
    return vocabulary


def _chat_template(folder: Path) -> str:
    """chat_template.jinja, or the older place: `chat_template` in tokenizer_config.json."""
    path = folder / "chat_template.jinja"
    if path.is_file():
        return path.read_text(encoding="utf-8")
    template = read_object(folder / "tokenizer_config.json").get("chat_template")
    if isinstance(template, list):
        template = next((entry["template"] for entry in template if entry.get("name") == "default"), None)
    if not isinstance(template, str):
        raise ModelError(f"{folder} has no chat template; use an instruct (chat) model, not a base model")
    return template


def _special_tokens(folder: Path) -> dict[str, str]:
    """`bos_token`, `eos_token` and the like, which templates write by name."""
    named = read_object(folder / "special_tokens_map.json") | read_object(folder / "tokenizer_config.json")
    values = {key: value for key, value in named.items() if key.endswith("_token")}
    texts = {key: value["content"] if isinstance(value, dict) else value for key, value in values.items()}
    return {key: text for key, text in texts.items() if isinstance(text, str)}
