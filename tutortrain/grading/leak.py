"""Does a tutor's reply give the final answer away?

The rule: the final answer occurs in the reply, in any form that `grading.numbers` reads as equal (8, 8.0,
eight; 0.75, 3/4, 75%; $1,200), and is new to the dialogue (neither the problem nor an earlier turn names
that number); or, new or not, it directly follows "=", "equals" or "answer is". An answer that is no number
is looked for as words.

Not counted as naming a number: the marker of a numbered list or "step 2"; a division of whole numbers with
a whole result ("work out 12/4"); the word "one", which is mostly a pronoun. What the rule cannot see: an
answer given away by description or in another unit. Its kind has been measured against 1,160 human labels
at precision .92 and .67 and recall .53 and .59 on two halves, so a leak rate is a lower bound, and belongs
beside a rate of guidance.
"""

import re
from typing import Final

from tutortrain.grading.check import as_text
from tutortrain.grading.latex import plain
from tutortrain.grading.lesson import LONGEST_REPLY, Lesson, numbers_said
from tutortrain.grading.numbers import Mention, all_mentions, parse_number

_STATES: Final = re.compile(
    r"(?:[=≈]|\bequals|\banswer(?:\s+is|\s*:)(?:\s+(?:therefore|thus|then|just))?)[\s:*$€£(−-]*$",
    re.IGNORECASE,
)
_LOOK_BACK: Final = 40
_LIST_MARKER: Final = re.compile(r"(?:^|\n)[ \t]*$|\bstep $", re.IGNORECASE)
_ONE: Final = "one"


def leaks(reply: str, lesson: Lesson) -> bool:
    """Whether `reply` names the answer where the dialogue had not, or states it as a result."""
    answer = parse_number(lesson.answer)
    if answer is None:
        return _leaks_words(reply, lesson)
    is_new = not any(answer.equals(number) for number in numbers_said(lesson))
    text = plain(reply[:LONGEST_REPLY])
    named = (mention for mention in all_mentions(text) if mention.number.equals(answer))
    return any(_is_stated(text, mention) or (is_new and _is_named(text, mention)) for mention in named)


def _is_stated(text: str, mention: Mention) -> bool:
    """Whether the number directly follows an equals sign or the like."""
    return _STATES.search(text[max(0, mention.start - _LOOK_BACK) : mention.start]) is not None


def _is_named(text: str, mention: Mention) -> bool:
    if mention.joined and mention.number.value.denominator == 1:
        return False
    if text[mention.start : mention.stop].lower() == _ONE:
        return False
    head, after = (
        text[max(0, mention.start - _LOOK_BACK) : mention.start],
        text[mention.stop : mention.stop + 1],
    )
    marks_item = after in (".", ")", ":") and text[mention.stop + 1 : mention.stop + 2] in (" ", "\n", "")
    return not (_LIST_MARKER.search(head) and (marks_item or head.rstrip().lower().endswith("step")))


def _leaks_words(reply: str, lesson: Lesson) -> bool:
    answer, said = as_text(lesson.answer), " ".join((lesson.problem, *lesson.earlier)).casefold()
    if not answer:
        return False
    here = re.compile(rf"(?<!\w){re.escape(answer)}(?!\w)")
    text = reply[:LONGEST_REPLY].casefold()
    stated = any(
        _STATES.search(text[max(0, match.start() - _LOOK_BACK) : match.start()])
        for match in here.finditer(text)
    )
    return stated or (here.search(text) is not None and here.search(said) is None)
