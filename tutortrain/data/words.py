"""A text as the words that it says, however it is spaced, capitalised and punctuated."""

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """In Unicode's compatibility form and case folded, so that two spellings of a letter are one."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
