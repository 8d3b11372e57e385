r"""The LaTeX that models write around a number, made plain: `\frac{3}{4}`, `1{,}200`, `\$5`, `\text{ km}`."""

import re
from typing import Final

_FRACTION: Final = re.compile(r"\\[dtc]?frac\s?(?:\{([^{}\\]{1,40})\}\s?\{([^{}\\]{1,40})\}|(\d)\s?(\d))")
_WORDS: Final = re.compile(
    r"\\(?:text|textbf|mathrm|mathbf|mbox|operatorname|boldsymbol)\s?\{([^{}]{0,200})\}"
)
_THIN: Final = "\u2009\u202f\u00a0"
_THOUSANDS: Final = re.compile(rf"(?<=\d)(?:\\,|[{_THIN}])(?=\d{{3}}(?!\d))")
_SPACES: Final = re.compile(r"\\[,;:! ()\[\]]|~|\\q?quad\b|\\(?:left|right|displaystyle)\b")
_UNICODE_SPACE: Final = re.compile(f"[{_THIN}]")
_SYMBOLS: Final = (
    ("{,}", ","),
    ("\\$", "$"),
    ("\\%", "%"),
    ("\\cdot", "*"),
    ("\\times", "×"),
    ("\\div", "÷"),
    ("^\\circ", "°"),
    ("^{\\circ}", "°"),
)
_SLASHED: Final = "½1/2 ⅓1/3 ⅔2/3 ¼1/4 ¾3/4 ⅕1/5 ⅖2/5 ⅗3/5 ⅘4/5 ⅙1/6 ⅚5/6 ⅛1/8 ⅜3/8 ⅝5/8 ⅞7/8"
VULGAR: Final = {pair[0]: pair[1:] for pair in _SLASHED.split()}
_VULGAR: Final = re.compile(f"[{''.join(VULGAR)}]")


def plain(text: str) -> str:
    """`text` with fractions as `a/b`, set apart by a space from a whole number, and LaTeX's escapes gone.

    Thin spaces between thousands go, other special ones become plain.
    """
    if "\\" in text or "{" in text:
        text = _without_latex(text)
    if not text.isascii():
        text = _UNICODE_SPACE.sub(" ", _THOUSANDS.sub("", text))
        text = _VULGAR.sub(lambda match: _apart(match) + VULGAR[match[0]], text)
    return text


def _without_latex(text: str) -> str:
    for symbol, sign in _SYMBOLS:
        text = text.replace(symbol, sign)
    text = _WORDS.sub(r"\1", _SPACES.sub(" ", _THOUSANDS.sub("", text)))
    return _FRACTION.sub(lambda match: f"{_apart(match)}{match[1] or match[3]}/{match[2] or match[4]}", text)


def _apart(match: re.Match[str]) -> str:
    """A space after a digit, so that a whole number and its fraction stay two; none after a sign."""
    return " " if match.start() and match.string[match.start() - 1].isdigit() else ""
