"""Which step of a pupil's solution a reply says is the first wrong one.

Read in this order: a label, which the suite asks for ("Step: 2", "the first wrong step is step 2"; the last
one counts); a step that is blamed ("step 2 is wrong", "the mistake is in step 2"; the first one counts); a
first line that is nothing but a number, as MathTutorBench asks for (Macina et al. 2025); a sentence that
finds no mistake, which is step 0. Anything else names no step: who works all steps again mentions each.
"""

import re
from dataclasses import dataclass
from typing import Final

from tutortrain.grading.lesson import LONGEST_REPLY

_WRONG: Final = r"(?:wrong|incorrect|mistaken?|error)"
_LABEL: Final = re.compile(
    rf"\b(?:{_WRONG}\s+step(?:\s+number)?\s+is\b|step(?:\s+number)?\s*[:=])[\s*]*(?:step\s+)?"
    r"(?:none\b|(?P<step>\d{1,4})\b(?!\.\d|\s*(?:[-+×÷/=]|\*\s*\d)))",
    re.IGNORECASE,
)
_BLAME: Final = re.compile(
    rf"\bstep\s+(?P<step>\d{{1,4}})\s+(?:is|was|has|contains|makes)\s+(?!not\b)(?:[a-z]{{1,12}}\s+){{0,3}}?{_WRONG}\b"
    rf"|\b{_WRONG}\b[^.\n\d]{{0,40}}\bstep\s+(?P<after>\d{{1,4}})\b",
    re.IGNORECASE,
)
_ALONE: Final = re.compile(r"\A[\s*]*(?P<step>\d{1,4})[.*]*[ \t]*(?:\n|\Z)")
_NONE: Final = re.compile(
    rf"\bno\s+(?:[a-z]{{1,12}}\s+){{0,3}}?{_WRONG}s?\b|\bnone\s+(?:[a-z]{{1,12}}\s+){{0,4}}?{_WRONG}\b"
    r"|\b(?:all|every)\s+(?:[a-z]{1,12}\s+){0,3}?(?:right|correct)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """The step, 0 where the reply finds no mistake, None where it names no step; and what else it says."""

    step: int | None
    rest: str


def locate(reply: str) -> Located:
    """`rest` lacks the numbers that name the step, so that none is taken for an answer."""
    text = reply[:LONGEST_REPLY]
    if labels := list(_LABEL.finditer(text)):
        return Located(step=int(labels[-1]["step"] or 0), rest=_LABEL.sub(" ", text))
    if blamed := _BLAME.search(text):
        return Located(step=int(blamed["step"] or blamed["after"]), rest=_BLAME.sub(" ", text))
    if alone := _ALONE.match(text):
        return Located(step=int(alone["step"]), rest=text[alone.end() :])
    return Located(step=0 if _NONE.search(text) else None, rest=text)
