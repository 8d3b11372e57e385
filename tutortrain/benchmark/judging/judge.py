"""A judge: a served model, the rubric that it is given, and the few words that it may say."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from tutortrain.backends.endpoint import Endpoint
from tutortrain.benchmark.judging.labelled import LABELS, Case, Label, Labelled
from tutortrain.types import Message

FORM: Final = (
    'Answer with one JSON object and nothing else: {"label": "good"}, {"label": "leaks"} or '
    '{"label": "unhelpful"}.'
)
"""Follows every question, for it is what `read_label` reads."""
_OBJECT: Final = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """max_tokens: where a judgement is cut. labelled: replies that show how far it can be believed.

    kept_in: the folder of its judgements, which whoever asks the same shares.
    """

    endpoint: Endpoint
    rubric: str
    max_tokens: int
    labelled: tuple[Labelled, ...]
    kept_in: Path

    @property
    def rubric_sha256(self) -> str:
        """Changes with anything that is said to the judge but the case."""
        return sha256(f"{self.rubric}\n{FORM}".encode()).hexdigest()

    @property
    def identity(self) -> tuple[str, str, int]:
        """What opinions have to have in common to be compared: not the address, which may change."""
        return (self.endpoint.config.model, self.rubric_sha256, self.max_tokens)

    def question(self, case: Case) -> tuple[Message, ...]:
        """One turn, which models without a system's turn understand as well."""
        return (Message(role="user", content="\n\n".join(self._parts(case))),)

    def _parts(self, case: Case) -> Iterator[str]:
        yield self.rubric.strip()
        yield f"The right answer: {case.item.answer}\nWorked steps:\n{case.item.solution}"
        for turn in case.said:
            yield f"<{turn.role}>\n{turn.content}\n</{turn.role}>"
        yield f"<reply>\n{case.reply}\n</reply>"
        yield FORM


def read_label(said: str) -> Label | None:
    """The one label that a judgement names; None where it names none, or several."""
    found = {label for label in map(_label, _OBJECT.findall(said)) if label is not None}
    return found.pop() if len(found) == 1 else None


def _label(text: str) -> Label | None:
    try:
        named = json.loads(text).get("label")
    except ValueError:
        return None
    return next((label for label in LABELS if label == named), None)
