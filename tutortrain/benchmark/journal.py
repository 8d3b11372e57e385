"""Replies are kept as they arrive, so that a benchmark which was interrupted asks only what is missing."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from typing import Final

from tutortrain.benchmark.generations import Generation, read_generations, write_generations
from tutortrain.benchmark.questions import Questions
from tutortrain.benchmark.respondents.base import Answer, Failure, Key, Reply
from tutortrain.benchmark.results import Asked
from tutortrain.closing import Closing
from tutortrain.runs.jsonl import Appender

_KEY_BYTES: Final = 12


class Journal(Closing):
    """generations.jsonl while a benchmark goes on: what it held stays, and each reply is added at once.

    Raises RunError for a file that is damaged anywhere but in its last line.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._rows = list(read_generations(path, in_progress=True)) if path.exists() else []
        write_generations(path, self._rows)  # without a last line that was torn
        self._file = Appender(path)

    def close(self) -> None:
        self._file.close()

    def replies(self, questions: Questions, asked: Asked) -> dict[Key, Answer]:
        """What the same model said to the same, asked in the same way. Failures are asked again."""
        known = {(row.key, row.sample): row for row in self._rows if row.key and row.error is None}
        found = (
            ((index, sample), known.get((key, sample)))
            for index, key in enumerate(keys(questions, asked))
            for sample in range(questions.decoding.num_samples)
        )
        return {place: _reply(row) for place, row in found if row is not None}

    def add(self, rows: Iterable[Generation]) -> None:
        """Complete in the file when this returns."""
        for row in rows:
            self._file.write(asdict(row))
            self._rows.append(row)


def keys(questions: Questions, asked: Asked) -> tuple[str, ...]:
    """For each item a digest of who is asked what and how."""
    return tuple(
        _digest([asdict(asked), dict(questions.decoding.recorded), said]) for said in _said(questions)
    )


def written(questions: Questions, key: str, place: Key, answer: Answer) -> Generation:
    """An answer as a row that has not been judged."""
    index, sample = place
    item = questions.items[index]
    said = (
        answer
        if isinstance(answer, Reply)
        else Reply(text="", stop_reason="", num_prompt_tokens=0, num_tokens=0)
    )
    return Generation(
        suite=questions.name,
        id=item.id,
        problem_id=item.problem_id,
        messages=questions.messages[index],
        reply=said.text,
        num_tokens=said.num_tokens,
        stop_reason=said.stop_reason,
        outcomes={},
        unparsed=False,
        sample=sample,
        error=answer.reason if isinstance(answer, Failure) else None,
        num_prompt_tokens=said.num_prompt_tokens,
        key=key,
        grade=item.grade,
        topic_tags=item.topic_tags,
    )


def _reply(row: Generation) -> Reply:
    return Reply(
        text=row.reply,
        stop_reason=row.stop_reason,
        num_prompt_tokens=row.num_prompt_tokens,
        num_tokens=row.num_tokens,
    )


def _said(questions: Questions) -> Iterator[list[Mapping[str, str]]]:
    for messages in questions.messages:
        yield [{"role": turn.role, "content": turn.content} for turn in messages]


def _digest(value: object) -> str:
    encoded = json.dumps(value, ensure_ascii=False, sort_keys=True).encode(errors="surrogatepass")
    return blake2b(encoded, digest_size=_KEY_BYTES).hexdigest()
