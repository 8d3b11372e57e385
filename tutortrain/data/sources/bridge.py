"""Bridge (Wang et al. 2024, https://github.com/rosewang2008/bridge): what expert teachers would have replied.

[{"c_id": "2879185_27", "lesson_topic": "3.4B.Rounding Whole Numbers (Review) - 1",
  "c_h": [{"user": "tutor", "text": "We have to round 2,458."}, {"user": "student", "text": "2,400"}, ...],
  "c_r_": [{"user": "tutor", "text": "Look at the tens. Which digit stands there?"}, ...], ...}, ...]

Each row has four turns of a chat, which end with a pupil's mistake. Its tutor was a novice, whose own reply
(`c_r`) is left out, as is what the expert went on to imagine (`c_revision`).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from tutortrain.data.fields import BadRow, Fields
from tutortrain.data.sources.asking import ask
from tutortrain.runs.jsonl import Row

_LESSON: Final = re.compile(
    r"(?:(?P<grade>[K1-8])|\w+)\.(?:[A-Z]+\.)?\d+[A-Za-z]*\.(?P<topic>.+?)(?: \(Review\).*)?", re.DOTALL
)


def is_own(row: Row) -> bool:
    return row.keys() >= {"c_id", "lesson_topic", "c_h", "c_r_"}


def convert(row: object, request: str) -> object:
    """The response is the expert's reply; the chat stands in the prompt, for its novice is not learned from.

    Rows of one chat share the problem_id, also where two experts replied to it. Grade and topic are the
    lesson's, which follows the standards of Texas (TEKS): of two lessons the grade is the first one's.
    """
    fields = Fields(row, "`c_id`, `lesson_topic`, `c_h` and `c_r_`")
    name = fields.text("c_id", "chat and place in it, such as 2879185_27")
    topic = fields.text("lesson_topic", "a lesson such as 3.4B.Rounding Whole Numbers")
    fields.check()
    lessons = [lesson for part in topic.split(";") if (lesson := _LESSON.fullmatch(part.strip()))]
    topics = [lesson["topic"].lower() for lesson in lessons]
    chat = [f"{who}: {text}" for who, text in _turns(fields.row, "c_h")]
    problem = "\n".join([*(f"Lesson: {topic}" for topic in topics), *chat])
    return {
        "problem_id": name.partition("_")[0],
        "problem": problem,
        "prompt": ask(problem, request),
        "response": "\n".join(text for _, text in _turns(fields.row, "c_r_")),
        "grade": next((lesson["grade"] for lesson in lessons), None),
        "topic_tags": topics,
    }


def _turns(row: Mapping[str, object], key: str) -> Sequence[tuple[str, str]]:
    """Who says what, without the turns that say nothing. Raises BadRow where nobody says anything."""
    given = row.get(key)
    turns = [_turn(turn, key) for turn in given] if isinstance(given, list) else []
    if not any(text for _, text in turns):
        raise BadRow(f"`{key}` has no turn that says something; expected turns with `user` and `text`")
    return [(who, text) for who, text in turns if text]


def _turn(turn: Any, key: str) -> tuple[str, str]:
    try:
        return turn["user"].capitalize(), turn["text"].strip()
    except (KeyError, TypeError, AttributeError) as error:
        raise BadRow(f"a turn of `{key}` is {str(turn)[:40]}; expected `user` and `text`") from error
