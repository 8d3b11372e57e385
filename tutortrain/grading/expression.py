r"""Which answers computer algebra is asked about: short expressions, and neither numbers nor words.

Words are refused because algebra reads them as products of letters, in which "3 to 8" equals "8 to 3". What
the caps refuse (length, towers of powers, long exponents, factorials) is no answer to a school problem, and
would cost a worker; it is compared as text alone.
"""

import re
from typing import Final

from tutortrain.grading.extract import WINDOW, Extracted
from tutortrain.grading.numbers import MAX_LENGTH

_MATHS: Final = re.compile(r"\$([^$]+)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]")
_DELIMITERS: Final = re.compile(r"\$|\\[()\[\]]")
_COMMAND: Final = re.compile(r"\\[A-Za-z]+")
_FUNCTIONS: Final = ("sqrt", "sin", "cos", "tan", "log", "ln", "exp", "pi")
_LETTERS: Final = re.compile("[A-Za-z]+")
_LONGEST_PRODUCT: Final = 2
_SHORT_WORDS: Final = frozenset(["to", "or", "is", "of", "in", "by", "at", "am", "pm", "an", "no"])
_PLAIN_FUNCTION: Final = re.compile(rf"(?<![\\A-Za-z])({'|'.join(_FUNCTIONS)})\b")
_PLAIN_ROOT: Final = re.compile(r"\\sqrt\s?\(([^()]*)\)")
_TOO_MUCH: Final = re.compile(r"\^\s*\{?\s*[-+]?\d{4}|\^[^\s+=,-]*\^|\*\*|\d{4,}\s*!|!\s*!|\d{40}")
_MAX_DEPTH: Final = 12


def readable(text: str) -> str | None:
    """`text` as LaTeX of one expression, or None where algebra has no say in it."""
    latex = _DELIMITERS.sub("", text).strip(" .*")
    is_short = 0 < len(latex) < MAX_LENGTH and latex.isprintable()
    if not is_short or _has_words(latex) or _TOO_MUCH.search(latex) or _is_deep(latex):
        return None
    return _PLAIN_ROOT.sub(r"\\sqrt{\1}", _PLAIN_FUNCTION.sub(r"\\\1", latex))


def final_expression(reply: str, found: Extracted | None) -> str:
    """The announced answer; without one the last formula of the reply's last line, or all of that line."""
    if found is not None and found.how != "last number":
        return found.text
    line = reply[-WINDOW:].rstrip().rpartition("\n")[2]
    formulas = [max(groups) for groups in _MATHS.findall(line)]
    return formulas[-1] if formulas else line


def _has_words(latex: str) -> bool:
    """Whether letters stand together that are neither a function nor a product such as xy."""
    runs = (run.lower() for run in _LETTERS.findall(_COMMAND.sub(" ", latex)))
    others = (run for run in runs if run not in _FUNCTIONS)
    return any(len(run) > _LONGEST_PRODUCT or run in _SHORT_WORDS for run in others)


def _is_deep(text: str) -> bool:
    depth = deepest = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    return deepest > _MAX_DEPTH
