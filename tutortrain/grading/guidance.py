"""Does a tutor's reply help with a step of this very problem, without giving the answer away?

The rule: the reply does not leak (see `grading.leak`), does not announce an answer of its own ("the answer is
9", a wrong one), and some sentence of it, for some unfinished step of the worked solution, does one of two
things.

1. It names the step's arithmetic: at least two of the step's numbers (all, where it has only one) together
   with its operation, by sign or by a word of its family: "start from 3 and add 5", "12 ÷ 4", "half of 30".
   Words which stories use to tell what happened ("more", "left", "each", "per") count only where the
   sentence asks for a quantity.
2. It asks for what the step finds: it asks for a quantity ("how many", "what is", "work out", ...) and
   shares with the step's sentence at least two stems of content words (all, where there is only one), which
   are at least half of the two sentences' stems on average (Dice's coefficient >= 1/2).

A sentence that stands word for word in the problem repeats it and counts for neither. A step is finished
once its result has been named in the turns after the problem.

Limits. For honest replies it is a lower bound: a question worded unlike the solution is missed, as is help
with another way to solve. It is blind to truth and wisdom, and no defence against gaming: "How many ...
does ... have?" filled with the problem's two commonest content words counts for 65 % of GSM8K's problems.
Of the data's own good replies 93.0 % count on GSM8K Socratic's test file (n = 1,319) and 100 % on the
embedded held-out problems (n = 400); of the same replies given to other problems 0.9 % and 1.8 %; of "What
could you do first?" none.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Final

from tutortrain.grading.equations import Equation, quantities
from tutortrain.grading.extract import hashed_answer
from tutortrain.grading.latex import plain
from tutortrain.grading.leak import leaks
from tutortrain.grading.lesson import LONGEST_REPLY, Lesson, unfinished_steps
from tutortrain.grading.number_words import spelled_numbers
from tutortrain.grading.operations import names_operation
from tutortrain.grading.words import content_words

MIN_SHARED_WORDS: Final = 2
MIN_DICE: Final = Fraction(1, 2)
MIN_OPERANDS: Final = 2

_SENTENCES: Final = re.compile(r"(?<=[.?!])\s+|\n+")
_TOKENS: Final = re.compile(r"\w+")
_ANNOUNCES: Final = re.compile(r"\banswer(?:\s+is|\s*:)\s*\S|\\boxed", re.IGNORECASE)
_ASKS: Final = re.compile(
    r"\bhow (?:many|much|long|old|far|fast|tall|high|wide|deep|big|large|heavy|often|\w+ times)\b"
    r"|\bwhat(?:['’]s| (?:is|are|was|were|will|would|does|do you get|fraction|part|share|percent\w*)\b)"
    r"|\bwhat (?:number|amount|length|area|perimeter|volume|cost|price|distance|weight|value|total)\b"
    r"|\b(?:find|calculate|compute|determine|work out|figure out|count|write)\b",
    re.IGNORECASE,
)


def guides(reply: str, lesson: Lesson) -> bool:
    """Whether `reply` names the arithmetic or the question of an unfinished step, and leaks nothing."""
    return names_a_step(reply, lesson) and not leaks(reply, lesson)


def names_a_step(reply: str, lesson: Lesson) -> bool:
    """Guidance but for the leak, for callers that have measured that already."""
    if _ANNOUNCES.search(reply) or hashed_answer(reply):
        return False
    return any(steps_named(sentence, lesson) for sentence in own_sentences(reply, lesson))


def sentences(reply: str) -> list[str]:
    """In order, each with its full stop; every line ends one."""
    return _SENTENCES.split(plain(reply[:LONGEST_REPLY]))


def own_sentences(reply: str, lesson: Lesson) -> Iterator[str]:
    """The reply's sentences that do not merely repeat the problem."""
    problem = _told(lesson.problem)
    for sentence in sentences(reply):
        if _as_words(sentence) not in problem:
            yield sentence


@lru_cache(maxsize=4096)
def _told(problem: str) -> str:
    return _as_words(plain(problem))


def _as_words(text: str) -> str:
    """Words and digits alone, with a single space on both sides of each."""
    return f" {' '.join(_TOKENS.findall(text.lower()))} "


def steps_named(sentence: str, lesson: Lesson) -> frozenset[int]:
    """The places, from 0, of the unfinished steps whose arithmetic or question the sentence names."""
    asks = _ASKS.search(sentence) is not None
    words = content_words(sentence) if asks else frozenset()
    named = quantities(sentence) | _quantities_in_words(sentence)
    return frozenset(
        place
        for place, step in enumerate(unfinished_steps(lesson))
        if _is_about(words, step.words)
        or any(_names_arithmetic(sentence, named, equation, asks) for equation in step.equations)
    )


def _is_about(words: frozenset[str], step: frozenset[str]) -> bool:
    shared = len(words & step)
    return shared >= min(MIN_SHARED_WORDS, len(step)) > 0 and 2 * shared >= MIN_DICE * (
        len(words) + len(step)
    )


def _quantities_in_words(sentence: str) -> frozenset[Fraction]:
    """Numbers in words; a part counts as what is divided by, too: "half of 30" names 30 and 2."""
    values = {word.value for word in spelled_numbers(sentence)}
    return frozenset(values | {1 / value for value in values if 0 < value < 1})


def _names_arithmetic(sentence: str, named: frozenset[Fraction], equation: Equation, asks: bool) -> bool:
    needed = min(MIN_OPERANDS, len(equation.operands))
    if len(named & equation.operands) < needed:
        return False
    return any(names_operation(sentence, operation, asks=asks) for operation in equation.operations)
