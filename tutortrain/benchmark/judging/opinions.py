"""Asks a judge, and keeps what it said: who asks the same of the same judge again, gets the same opinion."""

from collections.abc import Sequence
from typing import Final

from tutortrain.benchmark.asking import OnProgress, ask_all
from tutortrain.benchmark.generations import Generation
from tutortrain.benchmark.journal import Journal
from tutortrain.benchmark.judging.judge import Judge
from tutortrain.benchmark.judging.labelled import Case
from tutortrain.benchmark.questions import Questions
from tutortrain.benchmark.respondents.endpoint import Served
from tutortrain.benchmark.suites.base import Decoding
from tutortrain.runs.lock import waiting_for

JUDGEMENTS: Final = "judgements.jsonl"


def opinions(judge: Judge, name: str, cases: Sequence[Case], on_progress: OnProgress) -> list[Generation]:
    """One row a case with what the judge said of it, or with the `error` that kept it from saying anything.

    Processes that share the judge's folder wait for one another. Raises EndpointError where the server is
    gone, refuses the key or does not know the model, and whatever `on_progress` raises; what had been said
    before is kept.
    """
    model = Served(name=judge.endpoint.config.model, endpoint=judge.endpoint)
    questions = Questions(
        name=name,
        items=tuple(case.item for case in cases),
        messages=tuple(judge.question(case) for case in cases),
        decoding=Decoding(max_tokens=judge.max_tokens),
    )
    unasked = 0, len(cases)
    with (
        waiting_for(judge.kept_in, lambda: on_progress(name, *unasked), lambda: None),
        Journal(judge.kept_in / JUDGEMENTS) as journal,
    ):
        groups = ask_all(questions, model.answer, model.asked, journal, on_progress)
    return [row for (row,) in groups]
