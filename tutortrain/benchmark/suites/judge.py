"""`judge`: what another model thinks of hints: are they `good`, do they give the answer away (`leaks`), or
are they `unhelpful`?

It is an opinion, and is reported apart from what is measured, with how far the judge agrees with labelled
replies. Language models that judge favour long replies and their own (Zheng et al. 2023,
https://arxiv.org/abs/2306.05685).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tutortrain.backends.endpoint import Endpoint
from tutortrain.benchmark.judging.judge import Judge, read_label
from tutortrain.benchmark.judging.labelled import LABELS, read_labelled
from tutortrain.benchmark.suites.base import Outcome
from tutortrain.benchmark.suites.hint import CONSTANT_REPLY
from tutortrain.benchmark.suites.tutoring import OneTutorsReply, need_no_model
from tutortrain.config.benchmark import JudgeConfig
from tutortrain.data.example import Example

HIGHER_IS_BETTER: Final[Mapping[str, bool]] = {label: label == "good" for label in LABELS}
ASKED_OF_THE_JUDGE: Final = ("constant", "gold")
"""Those of the controls of hints that are worth a request an item, beside the solution read out."""


@dataclass(frozen=True, slots=True)
class JudgedHints(OneTutorsReply):
    """One greedy hint a problem, judged once. Controls: the same words for every problem (`constant`), the
    worked solution (`solution`), and where the data has them good hints (`gold`).
    """

    config: JudgeConfig
    judge: Judge

    @property
    def scores(self) -> Mapping[str, bool]:
        return HIGHER_IS_BETTER

    def grade_all(self, items: Sequence[Example], replies: Sequence[str]) -> Sequence[Outcome]:
        return [_grade(said) for said in replies]

    def controls(self, items: Sequence[Example]) -> Mapping[str, Sequence[str]]:
        known = need_no_model(items, CONSTANT_REPLY)
        return {
            **{name: replies for name, replies in known.items() if name in ASKED_OF_THE_JUDGE},
            "solution": [f"{item.solution}\nThe answer is {item.answer}." for item in items],
        }


def judged_hints(config: JudgeConfig) -> JudgedHints:
    """Raises ConfigError where the judge's key is not set, and DataError for a bad labelled sample."""
    judge = Judge(
        endpoint=Endpoint(config.endpoint),
        rubric=config.rubric,
        max_tokens=config.judgement_tokens,
        labelled=read_labelled(config.labelled),
        kept_in=Path(config.kept_in),
    )
    return JudgedHints(config=config, judge=judge)


def _grade(said: str) -> Outcome:
    label = read_label(said)
    if label is None:
        return Outcome(counts={}, unparsed=True)
    return Outcome(counts={name: float(name == label) for name in LABELS})
