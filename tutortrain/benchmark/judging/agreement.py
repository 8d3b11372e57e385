"""How far a judge can be believed: what it says of replies that people have labelled."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from tutortrain.benchmark.asking import OnProgress
from tutortrain.benchmark.judging.judge import Judge, read_label
from tutortrain.benchmark.judging.labelled import Labelled
from tutortrain.benchmark.judging.opinions import opinions
from tutortrain.benchmark.results import Agreement, Asked, Opinion, Score
from tutortrain.benchmark.statistics import agreement, cohens_kappa


def judge_the_judge(judge: Judge, name: str, on_progress: OnProgress) -> Opinion:
    """Whose opinion it is, and how far it agrees with the labels; `name`: of what it is asked for this.

    Raises as `opinions` does.
    """
    config, labelled = judge.endpoint.config, judge.labelled
    rows = opinions(judge, name, [one.case for one in labelled], on_progress)
    said = [None if row.error is not None else read_label(row.reply) for row in rows]
    both = [(one, label) for one, label in zip(labelled, said, strict=True) if label is not None]
    num_failed = sum(row.error is not None for row in rows)
    share, kappa = _scores([one for one, _ in both], [label for _, label in both])
    return Opinion(
        judge=Asked(through=config.url, model=config.model),
        rubric_sha256=judge.rubric_sha256,
        agreement=Agreement(
            labelled_sha256=_digest(labelled),
            num_labelled=len(labelled),
            failed=num_failed,
            unparsed=len(labelled) - len(both) - num_failed,
            commonest=max(Counter(one.label for one in labelled).values()) / len(labelled),
            share=share,
            kappa=kappa,
        ),
    )


def _scores(labelled: Sequence[Labelled], said: Sequence[str]) -> tuple[Score | None, Score | None]:
    """The share that agrees and kappa, of the labels that could be read; neither where there are none."""
    if not said:
        return None, None
    labels = [one.label for one in labelled]
    found = agreement(labels, said, [one.case.item.problem_id for one in labelled])
    kappa, around = cohens_kappa(labels, said, found)
    share = Score(
        value=found.value,
        low=found.low,
        high=found.high,
        n=found.n,
        higher_is_better=True,
        interval=found.method,
        num_clusters=found.num_clusters,
    )
    return share, replace(share, value=kappa, low=around.low, high=around.high)


def _digest(labelled: Sequence[Labelled]) -> str:
    told = [[one.label, one.case.item.answer, one.case.item.solution, *_said(one)] for one in labelled]
    return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _said(one: Labelled) -> list[str]:
    return [*(turn.content for turn in one.case.said), one.case.reply]
