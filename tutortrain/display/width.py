"""How wide what is shown may be, where that is no terminal."""

from typing import Final

WIDE: Final = 10_000
"""Columns: nothing is cut, and a line stays a line."""
