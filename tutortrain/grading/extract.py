r"""Finding the final answer in a reply, with a record of where it was found.

Tried in this order, the last occurrence of each: `\boxed{}`; an answer after `####`, which is also how
headings begin; what follows "answer is" or "answer:"; the last number of the reply. Only the last `WINDOW`
characters are read, so that hostile replies cost no more than long ones.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from tutortrain.grading.alone import first_number, last_number
from tutortrain.grading.latex import plain
from tutortrain.grading.numbers import MAX_LENGTH, Number, all_mentions, mentions, parse_number

How = Literal["boxed", "hashes", "answer is", "last number"]

WINDOW: Final = 20_000
_ANSWER_IS: Final = re.compile(
    r"\banswer(?:\s+is|\s*:|\s*=)(?:\s*(?:therefore|thus|then)\b)?[\s:*]*+", re.IGNORECASE
)
_SENTENCE_END: Final = re.compile(r"[.!?;](?=\s|$)")
_REASON: Final = re.compile(r",?\s(?=because\b)|,\s(?=(?:as|since)\b)")
_HASHES: Final = "####"
_MAX_WORDS: Final = 5
"""What follows `####` in more words than these is a heading or a sentence."""
_HAS_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Extracted:
    """A final answer: its text, its value where it is a number, and how it was found."""

    text: str
    number: Number | None
    how: How


def extract(reply: str) -> Extracted | None:
    """The reply's final answer, or None where it names none."""
    tail = reply[-WINDOW:]
    return _boxed(tail) or _after_hashes(tail) or _after_answer_is(tail) or _last_number(tail)


def hashed_answer(text: str) -> str | None:
    """What stands after the last `####` if it answers as GSM8K's solutions do; a heading such as
    "#### Step 2: Add" does not.

    It answers where it is a number, or a few words with which the text ends.
    """
    _, _, rest = text.rpartition(_HASHES) if _HASHES in text else ("", "", "")
    line, _, below = rest.partition("\n")
    short = len(line[:MAX_LENGTH].split()) <= _MAX_WORDS and not below.strip()
    return line.strip() if short or parse_number(line) is not None else None


def _boxed(text: str) -> Extracted | None:
    start = text.rfind("\\boxed{")
    if start < 0:
        return None
    body = _to_closing_brace(text[start + len("\\boxed{") :])
    return _answer(body, "boxed") if body and body.strip() else None


def _to_closing_brace(text: str) -> str | None:
    depth = 1
    for index, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return text[:index]
    return None


def _after_hashes(text: str) -> Extracted | None:
    line = hashed_answer(text)
    return _loose_answer(line, "hashes") if line else None


def _after_answer_is(text: str) -> Extracted | None:
    ends = [match.end() for match in _ANSWER_IS.finditer(text)]
    line = text[ends[-1] :].partition("\n")[0].strip() if ends else ""
    return _loose_answer(line, "answer is") if line else None


def _last_number(text: str) -> Extracted | None:
    """Line by line from the end, so that the usual reply is not read whole."""
    for line in reversed(text.splitlines()):
        if _HAS_DIGIT.search(line):
            readable = plain(line)
            found = list(mentions(readable))
            if found:
                text = readable[found[-1].start : found[-1].stop]
                return Extracted(text, last_number(readable, found), "last number")
    return None


def _answer(text: str, how: How) -> Extracted:
    return Extracted(text.strip()[:MAX_LENGTH], parse_number(text), how)


def _loose_answer(line: str, how: How) -> Extracted:
    """An answer in a sentence: what stands before its reason, or all of it, if that is one number; else the
    sentence's (last) result, else its text.
    """
    sentence = _SENTENCE_END.split(line[:MAX_LENGTH], maxsplit=1)[0]
    for stated in (_REASON.split(sentence, maxsplit=1)[0], sentence):
        strict = _answer(stated, how)
        if strict.number is not None:
            return strict
    readable = plain(sentence).rpartition("=")[2]
    return Extracted(strict.text, first_number(readable, all_mentions(readable)), how)
