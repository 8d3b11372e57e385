"""A file of a million rows in GSM8K's form, for bars on time and memory."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tutortrain.embedded.rows import generate
from tutortrain.runs.jsonl import read_rows

NUM_ROWS = 1_000_000


@contextmanager
def a_million_rows(folder: Path) -> Iterator[Path]:
    """GSM8K's own, repeated with changes, where `make slow DATA=` names its file; else generated ones.

    The file is gone afterwards, for pytest keeps the folders of three runs.
    """
    path = folder / "million.jsonl"
    rows = read_rows(Path(os.environ["DATA"])) if os.environ.get("DATA") else _generated()
    with path.open("w") as file:
        for number in range(NUM_ROWS):
            again, place = divmod(number, len(rows))
            row = rows[place]
            changed = row | {"question": f"{row['question']} (Case {again}.)"}
            file.write(json.dumps(changed) + "\n")
    try:
        yield path
    finally:
        path.unlink()


def _generated() -> list[dict[str, str]]:
    rows = generate("train", 5000, 0)
    return [
        {"question": str(row["problem"]), "answer": f"{row['solution']}\n#### {row['answer']}"}
        for row in rows
    ]
