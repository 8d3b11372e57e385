"""Asks what a journal does not know yet."""

from collections.abc import Callable, Mapping, Sequence, Set

from tutortrain.benchmark.generations import Generation
from tutortrain.benchmark.journal import Journal, keys, written
from tutortrain.benchmark.questions import Questions
from tutortrain.benchmark.respondents.base import Answer, Key, OnAnswers
from tutortrain.benchmark.results import Asked
from tutortrain.benchmark.suites.base import Decoding
from tutortrain.types import Messages

OnProgress = Callable[[str, int, int], None]
"""Called with the name of questions, how many of them have been answered, and how many there are."""
Ask = Callable[[Sequence[Messages], Decoding, Set[Key], OnAnswers], None]
"""As `Respondent.answer`."""


def unwatched(_name: str, _done: int, _total: int) -> None:
    """Nobody is told of the progress."""


def ask_all(
    questions: Questions, ask: Ask, asked: Asked, journal: Journal, on_progress: OnProgress
) -> list[list[Generation]]:
    """For each item its samples in order; what the journal knows of whoever is `asked` is not asked again."""
    digests, decoding = keys(questions, asked), questions.decoding
    places = [[(index, sample) for sample in range(decoding.num_samples)] for index in range(len(digests))]
    wanted = {place for group in places for place in group}
    known = journal.replies(questions, asked)
    rows = {place: written(questions, digests[place[0]], place, reply) for place, reply in known.items()}

    def arrived(answers: Mapping[Key, Answer]) -> None:
        new = {place: written(questions, digests[place[0]], place, each) for place, each in answers.items()}
        journal.add(new.values())
        rows.update(new)
        on_progress(questions.name, len(rows), len(wanted))

    on_progress(questions.name, len(known), len(wanted))
    ask(questions.messages, decoding, wanted - rows.keys(), arrived)
    return [[rows[place] for place in group] for group in places]
