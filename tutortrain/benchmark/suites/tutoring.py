"""What suites of tutors' replies share: the rows that can be asked, what a reply is judged against, and the
replies that any score has to be seen beside.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from tutortrain.benchmark.suites.base import one_a_problem
from tutortrain.data.example import Example
from tutortrain.grading.lesson import Lesson

LEAK_RATE = "leak_rate"


def teachable(examples: Sequence[Example]) -> Sequence[Example]:
    """Of each problem with an answer and worked steps one row."""
    return one_a_problem([row for row in examples if row.answer is not None and row.solution])


def lesson_of(item: Example) -> Lesson:
    """What a reply about the item is judged against."""
    assert item.answer is not None, f"{item.place} has no answer to give away"
    return Lesson(problem=item.problem, answer=item.answer, solution=item.solution or "")


def need_no_model(items: Sequence[Example], constant: str) -> Mapping[str, Sequence[str]]:
    """One reply for every problem (`constant`), the problem read out again (`echo`), and where the data has a
    good reply to each, that (`gold`) and another problem's (`shuffled`).

    The last turn of a longer talk is no reply to the problem.
    """
    controls = {"constant": [constant] * len(items), "echo": [item.problem for item in items]}
    good = [item.response for item in items if item.response is not None and _is_first_reply(item)]
    if len(good) == len(items):
        controls |= {"shuffled": _anothers(good, items), "gold": good}
    return controls


def _is_first_reply(item: Example) -> bool:
    return sum(turn.role == "assistant" for turn in item.messages) == 1


def _anothers(replies: Sequence[str], items: Sequence[Example]) -> list[str]:
    """Every item's reply once, each moved to another problem; the same in every process."""
    names = [blake2b(item.problem_id.encode()).digest() for item in items]
    order = sorted(range(len(items)), key=names.__getitem__)
    following = dict(zip(order, [*order[1:], *order[:1]], strict=True))
    return [replies[following[index]] for index in range(len(items))]
