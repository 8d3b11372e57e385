"""Files of many rows, which are read again when they are asked for: all that is told of them is the same."""

import gzip
import json
from pathlib import Path

import pytest

from tutortrain.data import stored
from tutortrain.data.load import load
from tutortrain.data.stored import StoredRows
from tutortrain.errors import DataError

HARD = [
    '\ufeff{"prompt": "first?", "response": "What first?"}',
    "",
    '{"messages": [{"role": "user", "content": "ü"}, {"role": "assistant", "content": "Why?"}]}\r',
    '{"prompt": "asked", "answer": 7}',
]
"""A byte order mark, a blank line, CRLF, letters of several bytes, and a row without a reply."""


@pytest.fixture
def few(monkeypatch):
    """Three rows are already many."""
    monkeypatch.setattr(stored, "MAX_KEPT", 3)


@pytest.fixture
def path(write, numbered) -> str:
    return write("rows.jsonl", *HARD, *map(json.dumps, numbered(50)))


def test_many_rows_are_what_they_would_be_if_they_were_kept(config, path, monkeypatch):
    kept = load(config(train_file=path, num_eval=9))
    monkeypatch.setattr(stored, "MAX_KEPT", 3)
    again = load(config(train_file=path, num_eval=9))
    assert isinstance(again.train, StoredRows)
    assert isinstance(again.held_out, StoredRows)
    assert tuple(again.train) == kept.train
    assert tuple(again.held_out) == kept.held_out
    assert again.answered == kept.answered
    assert (again.files, again.num_left_out) == (kept.files, kept.num_left_out)


@pytest.mark.usefixtures("few")
def test_rows_of_a_compressed_file_are_found_as_well(config, path, tmp_path):
    compressed = tmp_path / "rows.jsonl.gz"
    compressed.write_bytes(gzip.compress((tmp_path / "rows.jsonl").read_bytes()))
    plain, packed = (load(config(train_file=str(name), num_eval=9)).train for name in (path, compressed))
    assert isinstance(packed, StoredRows)
    assert [row.messages for row in packed] == [row.messages for row in plain]
    assert packed.place(0).startswith(f"{compressed}:")


@pytest.mark.usefixtures("few")
def test_places_and_parts_are_told_without_reading(config, path):
    rows = load(config(train_file=path, num_train=53, num_eval=0)).train
    assert [rows.place(index) for index in range(4)] == [f"{path}:{line}" for line in (1, 3, 4, 5)]
    assert rows[-1] == rows[52]
    assert [row.id for row in rows[3:9:2]] == [rows[index].id for index in (3, 5, 7)]
    with pytest.raises(IndexError):
        rows[53]


@pytest.mark.usefixtures("few")
def test_a_file_that_changes_while_it_is_in_use_is_refused(config, path):
    rows = load(config(train_file=path, num_eval=9)).train
    with Path(path).open("a") as file:
        file.write("{}\n")
    with pytest.raises(DataError, match=r"rows\.jsonl was changed while its rows are in use"):
        rows[0]


@pytest.mark.usefixtures("few")
def test_a_bad_row_far_down_is_told_by_its_line(config, write, numbered):
    path = write("rows.jsonl", *numbered(30), {"prompt": "x"}, *numbered(3))
    with pytest.raises(DataError, match=r"rows\.jsonl:31: `response` is missing"):
        load(config(train_file=path))
