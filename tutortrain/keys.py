"""Keys are read here and nowhere else, so that whatever is written can be kept free of them."""

import os
import re
from typing import Final

HIDDEN: Final = "***"
_SHORTEST: Final = 8
"""A shorter value is no key but a word such as `none`, which may stand anywhere."""
_HOLDS_A_KEY: Final = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD)$")
"""Names of variables that other libraries read a key from, a tracker's for one."""
_IN_AN_ADDRESS: Final = re.compile(r"(://[^\s/:@]*:)[^\s/@]+@")
"""A password, as in `https://bob:password@host`."""
_READ: Final[set[str]] = set()


def read_key(variable: str) -> str:
    """What the variable holds, without blanks around it; empty if it is not set."""
    key = os.environ.get(variable, "").strip()
    if len(key) >= _SHORTEST:
        _READ.add(key)
    return key


def without_keys(text: str) -> str:
    """The text, in which every key that this process has read or could read is starred out."""
    for key in sorted(_READ | _in_the_environment(), key=len, reverse=True):
        text = text.replace(key, HIDDEN)
    return _IN_AN_ADDRESS.sub(rf"\1{HIDDEN}@", text)


def _in_the_environment() -> set[str]:
    named = (value.strip() for name, value in os.environ.items() if _HOLDS_A_KEY.search(name))
    return {value for value in named if len(value) >= _SHORTEST}
