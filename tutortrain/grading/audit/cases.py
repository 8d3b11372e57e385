"""Replies whose verdict is known, because they were written from the right answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutortrain.grading.audit.forms import FORMS
from tutortrain.grading.audit.gold import Gold, read_gold
from tutortrain.grading.audit.near_misses import NEAR_MISSES


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A reply to a problem with this answer, and whether it is right; `form` says how it was written."""

    form: str
    reply: str
    answer: str
    is_right: bool


def cases(answers: Sequence[str]) -> Iterator[Case]:
    """Every form and near miss that applies to each answer, answer by answer."""
    golds = [read_gold(answer) for answer in answers]
    for index, gold in enumerate(golds):
        for forms, is_right in ((FORMS, True), (NEAR_MISSES, False)):
            for name, write in forms.items():
                reply = write(gold)
                if reply is not None:
                    yield Case(form=name, reply=reply, answer=gold.answer, is_right=is_right)
        yield from _anothers(gold, golds[index + 1 :] + golds[:index])


def _anothers(gold: Gold, others: Sequence[Gold]) -> Iterator[Case]:
    """The next answer that is certainly different: one of the two is a number, and the other is not it."""
    for other in others:
        if other.value != gold.value:
            reply = f"The answer is {other.text}."
            yield Case(form="another problem's answer", reply=reply, answer=gold.answer, is_right=False)
            return
