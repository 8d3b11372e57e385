"""MathCAMPS (Mishra et al. 2024, https://github.com/gpoesia/mathcamps): problems by Common Core standard.

[{"id": "3.OA.A.3-0-1", "standard": "3.OA.A.3", "statement": "...", "answer": "96",
  "type": "original-problem", "followup_to": null}, ...]
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from tutortrain.config.data import DataConfig, MathcampsData
from tutortrain.data.example import Example
from tutortrain.data.fields import Fields
from tutortrain.data.forms import JSON_ARRAY, array_rows
from tutortrain.data.reading import FileRows
from tutortrain.data.sources.answers import clean, sentence
from tutortrain.data.sources.asking import ask
from tutortrain.errors import DataError
from tutortrain.runs.jsonl import Row

_ORIGINAL: Final = "original"
"""The key under which `_rows` puts the text of the problem that another one goes on from."""


def _rows(path: Path) -> Iterator[tuple[int, Any]]:
    """The entries of the array; a follow-up also gets the statement of its original, from a row above it."""
    statements: dict[str, object] = {}
    for number, row in array_rows(path):
        if not isinstance(row, Mapping):
            yield number, row
            continue
        statements[str(row.get("id"))] = row.get("statement")
        original = row.get("followup_to")
        yield number, row if original is None else {**row, _ORIGINAL: statements.get(str(original))}


WITH_ORIGINALS: Final = replace(JSON_ARRAY, rows=_rows)


def is_own(row: Row) -> bool:
    return row.keys() >= {"id", "standard", "statement", "answer"}


def convert(row: object, request: str) -> object:
    """The file has no worked solutions, so the response is the answer in a sentence.

    A follow-up ("how many are left then?") is no problem by itself: its text stands below its original's.
    The two share the problem_id, so that both are on one side of a split.
    """
    fields = Fields(row, "`id`, `standard`, `statement` and `answer`")
    name, standard = fields.text("id", "a name"), fields.text("standard", "a code such as 4.NF.A.2")
    statement, answer = fields.text("statement", "the problem"), clean(fields.text("answer", "the answer"))
    original = fields.optional_text("followup_to", "the id of the problem that this one goes on from")
    before = str(fields.row.get(_ORIGINAL) or "")
    if original and not before:
        fields.mistakes.append(f"`followup_to` is {original!r}; expected the id of a row above")
    fields.check()
    problem = f"{before.strip()}\n\n{statement.strip()}".strip()
    return {
        "id": name,
        "problem_id": original or name,
        "problem": problem,
        "prompt": ask(problem, request),
        "response": sentence(answer),
        "answer": answer,
        "grade": standard.partition(".")[0],
        "topic_tags": list(dict.fromkeys([standard.partition("-")[0], standard])),
    }


def wants(row: Example, config: DataConfig) -> bool:
    """Whether it is of the grades and standards asked for, and no follow-up unless these are, too."""
    assert isinstance(config, MathcampsData)
    return (
        (config.follow_ups or row.id == row.problem_id)
        and (config.grades is None or row.grade in config.grades)
        and (config.standards is None or not set(row.topic_tags).isdisjoint(config.standards))
    )


def choose(file: FileRows, config: DataConfig) -> FileRows:
    """The rows that are wanted. Raises DataError for a grade or standard that is not there."""
    assert isinstance(config, MathcampsData)
    every_standard = replace(config, standards=None)
    every_grade = replace(every_standard, grades=None)
    if config.grades is not None:
        there = {str(row.grade) for row in file.examples if wants(row, every_grade)}
        _refuse_unknown("grades", config.grades, there, file.path)
    if config.standards is not None:
        there = {code for row in file.examples if wants(row, every_standard) for code in row.topic_tags}
        _refuse_unknown("standards", config.standards, there, file.path)
    return file.only([place for place, row in enumerate(file.examples) if wants(row, config)])


def _refuse_unknown(key: str, wanted: Sequence[str], there: set[str], path: Path) -> None:
    if unknown := [name for name in wanted if name not in there]:
        near = get_close_matches(unknown[0], sorted(there), n=5, cutoff=0.5) or sorted(there)
        raise DataError(
            f"data.{key}: {path} has no problem of {', '.join(unknown)} among those asked for; "
            f"it has {', '.join(near)}."
        )
