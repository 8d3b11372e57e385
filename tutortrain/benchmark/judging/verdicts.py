"""What replies come to: by the rules of their suite, or in the opinion of its judge."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tutortrain.benchmark.asking import OnProgress
from tutortrain.benchmark.judging.agreement import judge_the_judge
from tutortrain.benchmark.judging.labelled import Case
from tutortrain.benchmark.judging.opinions import opinions
from tutortrain.benchmark.results import Opinion
from tutortrain.benchmark.suites.base import Outcome, Suite
from tutortrain.data.example import Example

OPINIONS: Final = "opinions on "
"""Before the name of what is judged, where a judge's progress is told."""


def verdicts(
    suite: Suite, name: str, items: Sequence[Example], replies: Sequence[str], on_progress: OnProgress
) -> Sequence[Outcome]:
    """One outcome a reply; `name`: of these replies, for whoever watches.

    A judge that fails leaves an outcome without counts. Raises as `opinions` does.
    """
    if suite.judge is None:
        return suite.grade_all(items, replies)
    cases = [
        Case(item=item, said=suite.messages(item), reply=reply)
        for item, reply in zip(items, replies, strict=True)
    ]
    rows = opinions(suite.judge, f"{OPINIONS}{name}", cases, on_progress)
    heard = [place for place, row in enumerate(rows) if row.error is None]
    read = iter(suite.grade_all([items[place] for place in heard], [rows[place].reply for place in heard]))
    return [
        Outcome(counts={}, unjudged=row.error)
        if row.error is not None
        else replace(next(read), judgement=row.reply)
        for row in rows
    ]


def opinion(suite: Suite, name: str, on_progress: OnProgress) -> Opinion | None:
    """Whose opinions a suite's scores are; None where rules decide. Raises as `opinions` does."""
    if suite.judge is None:
        return None
    return judge_the_judge(suite.judge, f"{OPINIONS}{name}'s labelled sample", on_progress)
