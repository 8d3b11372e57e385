"""Does a reply lead by questions: does it only ask, and about how many of the steps?

A reply only asks if it has a question and every sentence of it ends with a question mark. A step of the
worked solution is asked about if a question names its arithmetic or what it finds, by the rule of
`grading.guidance`; a question stands for one step at most, so that a vague one does not cover them all.

The literature measures the overlap with gold sub-questions (BLEU and BERTScore, and how many questions there
are: Shridhar et al. 2022, "Automatic Generation of Socratic Subquestions for Teaching Math Word Problems";
BLEU: MathTutorBench, Macina et al. 2025). Steps are counted here instead: that needs no gold questions, which
hardly any data have, and one well copied question cannot stand for the rest. The limits of `grading.guidance`
hold: coverage is a lower bound for honest replies, and no defence against gaming. On GSM8K Socratic's test
file (n = 1,319) the data's own sub-questions cover 64.8 % of the steps, those of other problems 0.3 %.
"""

import re
from collections.abc import Sequence
from typing import Final

from tutortrain.grading.guidance import own_sentences, sentences, steps_named
from tutortrain.grading.lesson import Lesson, unfinished_steps

_LIST_MARKERS: Final = re.compile(r"^[ \t]*(?:\d{1,3}[.)]|[-*•])[ \t]+", re.MULTILINE)
_LETTER: Final = re.compile(r"[^\W\d_]")
_CLOSING: Final = " \t*_\"'”’)"


def only_asks(reply: str) -> bool:
    """Whether the reply is questions and nothing else; the markers of a list are no sentences."""
    said = [one for one in sentences(_LIST_MARKERS.sub("", reply)) if _LETTER.search(one)]
    return bool(said) and all(map(_is_question, said))


def coverage(reply: str, lesson: Lesson) -> float:
    """The share of the unfinished steps that a question of their own asks about; 0 where there are none."""
    questions = filter(_is_question, own_sentences(_LIST_MARKERS.sub("", reply), lesson))
    named = [places for question in questions if (places := steps_named(question, lesson))]
    num_steps = len(unfinished_steps(lesson))
    return _num_matched(named) / num_steps if num_steps else 0.0


def _is_question(sentence: str) -> bool:
    return sentence.rstrip(_CLOSING).endswith("?")


def _num_matched(named: Sequence[frozenset[int]]) -> int:
    """How many steps can each be given a question of their own (a maximum matching, by augmenting paths)."""
    question_of: dict[int, int] = {}

    def finds_one(question: int, tried: set[int]) -> bool:
        for step in named[question] - tried:
            tried.add(step)
            if step not in question_of or finds_one(question_of[step], tried):
                question_of[step] = question
                return True
        return False

    return sum(finds_one(question, set()) for question in range(len(named)))
