"""A teacher's answers, made once and kept: `<shared>/teacher/<its name>/<12 digits of a key>/answers.jsonl`,
a line a question.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from tutortrain.config.method import DistillationConfig
from tutortrain.errors import BackendError
from tutortrain.methods.base import Workspace
from tutortrain.methods.distillation.teacher import Answer, Teacher
from tutortrain.methods.questions import Question
from tutortrain.runs.jsonl import append_rows, read_rows, write_rows
from tutortrain.runs.lock import waiting_for
from tutortrain.runs.naming import shorten, slug

KEY_DIGITS: Final = 12
CHUNK: Final = 64
"""Questions that are asked together; the draws are keyed by chunk, so another size means other answers."""
MAX_FAILED: Final = 0.05
"""Share of requests without a reply above which nothing is learned."""

Answers = tuple[Answer, ...]


def collect(
    teacher: Teacher, questions: Sequence[Question], config: DistillationConfig, workspace: Workspace
) -> list[Answers]:
    """`method.sampling.group_size` answers to each question, in order.

    They are kept as they come, so what was interrupted goes on, and no process asks what another has asked or
    is asking. Raises BackendError if more than `MAX_FAILED` of the requests brought no reply.
    """
    key = _key(teacher, questions, config, workspace.seed)
    folder = workspace.shared / "teacher" / shorten(slug(config.teacher.model)) / key[:KEY_DIGITS]
    waiting = f"Waiting for another process, which asks the teacher for the answers in {folder}"
    with waiting_for(folder, workspace.check, lambda: workspace.note(waiting)):
        path = folder / "answers.jsonl"
        _ask_what_is_missing(path, teacher, questions, workspace)
        answers = [tuple(Answer(**one) for one in row["answers"]) for row in read_rows(path)]
    _refuse_failures(answers, path)
    return answers


def _key(teacher: Teacher, questions: Sequence[Question], config: DistillationConfig, seed: int) -> str:
    """Hex digest of everything that decides the answers."""
    asked = [[one.example.problem_id, *(message.content for message in one.messages)] for one in questions]
    decides = [teacher.identity(), asdict(config.sampling), seed, CHUNK, asked]
    return hashlib.sha256(json.dumps(decides).encode()).hexdigest()


def _ask_what_is_missing(
    path: Path, teacher: Teacher, questions: Sequence[Question], workspace: Workspace
) -> None:
    """A chunk that a kill tore is asked again as a whole."""
    there = read_rows(path, allow_torn_end=True)
    if len(there) == len(questions):
        return
    begun = len(there) // CHUNK * CHUNK
    write_rows(path, there[:begun])
    workspace.progress("teacher's answers", begun, len(questions))
    for start in range(begun, len(questions), CHUNK):
        chunk = questions[start : start + CHUNK]
        answers = teacher.answer(chunk, (workspace.seed, start // CHUNK))
        append_rows(
            path,
            [
                {"problem_id": one.example.problem_id, "answers": [asdict(answer) for answer in group]}
                for one, group in zip(chunk, answers, strict=True)
            ],
        )
        workspace.progress("teacher's answers", start + len(chunk), len(questions))


def _refuse_failures(answers: Sequence[Answers], path: Path) -> None:
    every = [answer for group in answers for answer in group]
    failures = [answer.failure for answer in every if answer.failure is not None]
    if len(failures) > MAX_FAILED * len(every):
        raise BackendError(
            f"{len(failures)} of {len(every)} requests to the teacher brought no reply; the first: "
            f"{failures[0]}. Remove {path} to ask again"
        )
