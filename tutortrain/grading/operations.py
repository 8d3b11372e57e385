"""The words and signs by which a sentence names one of the four operations."""

import re
from typing import Final

from tutortrain.grading.equations import Operation

_SIGNS: Final[dict[Operation, str]] = {
    "+": r"\+",
    "-": r"(?<=\d)\s?[-−–]\s?(?=[\d$(])",
    "×": r"[×*·]|(?<=\d)\s?x\s?(?=[\d$(])",
    "÷": r"÷|(?<=\d)\s?/\s?(?=[\d$(])",
}
_VERBS: Final[dict[Operation, str]] = {
    "+": r"add(?:s|ed|ing|ition)?|plus|sums?|total|altogether|in all|together|combin\w+|both|join\w*",
    "-": r"minus|difference|tak(?:e|es|en|ing) .{0,30}?(?:away|from|off)|"
    r"(?:subtract|remov|decreas|reduc|remain|deduct)\w*",
    "×": r"multipl\w+|times|product|twice|doubl\w+|tripl\w+|groups? of|rows? of",
    "÷": r"divi\w+|quotient|shar(?:e|es|ed|ing)|split\w*|equally|hal[fv]\w*|thirds?|quarters?|equal parts",
}
_STORY_WORDS: Final[dict[Operation, str]] = {
    "+": r"more|all|and|increas\w+|longer|older|gets?|after",
    "-": r"less|fewer|left|more|los\w+|without|still|change|back|g[ai]ves?|away|after|missing|younger",
    "×": r"each|per|every|an? \w+|for|by",
    "÷": r"each|per|every|average|among|between|into|ratio|out of|by",
}


_NAMED: Final = {
    operation: re.compile(rf"{sign}|\b(?:{_VERBS[operation]})\b", re.IGNORECASE)
    for operation, sign in _SIGNS.items()
}
_HINTED: Final = {
    operation: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for operation, words in _STORY_WORDS.items()
}


def names_operation(sentence: str, operation: Operation, *, asks: bool) -> bool:
    """Whether the sentence names the operation; where it asks for a quantity, story words count as well."""
    if _NAMED[operation].search(sentence):
        return True
    return asks and _HINTED[operation].search(sentence) is not None
