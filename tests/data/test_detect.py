"""Files of every source are told apart by their first rows."""

import gzip
import json
import os
from pathlib import Path

import pytest

from tests.data.test_bridge import ROW as BRIDGE
from tests.data.test_mathcamps import ROWS as MATHCAMPS
from tests.data.test_pupils import DIAL, VERIFIED
from tests.data.test_sources import QUESTION, STEPS
from tests.data.test_svamp import ROW as SVAMP
from tutortrain.data.sources.detect import FILE_SOURCES, recognise
from tutortrain.errors import DataError

OURS = {"prompt": "What is 3 + 4?", "response": "Count on from 3.", "answer": "7"}
ROWS = {
    "jsonl": [OURS, {"messages": [{"role": "user", "content": "Hi"}]}],
    "gsm8k_socratic": [{"question": QUESTION, "answer": STEPS[1]}],
    "gsm8k": [{"question": QUESTION, "answer": STEPS[0]}],
    "svamp": [SVAMP],
    "mathdial": [DIAL],
    "stepverify": [VERIFIED],
    "bridge": [BRIDGE],
    "mathcamps": MATHCAMPS,
}


@pytest.fixture
def file(tmp_path):
    """A file of these rows: a JSON array where `is_array`, else a row a line."""

    def write(rows, *, is_array=False) -> Path:
        path = tmp_path / "rows"
        lines = "\n".join(json.dumps(row) for row in rows)
        path.write_text(json.dumps(rows, indent=2) if is_array else lines)
        return path

    return write


def is_array(name):
    return FILE_SOURCES[name].form.suffix == ".json"


@pytest.mark.parametrize("name", FILE_SOURCES)
def test_every_source_knows_its_own_rows_and_no_other_source_takes_them(file, name):
    assert recognise(file(ROWS[name], is_array=is_array(name))) == name


def test_a_few_bad_rows_at_the_top_lead_nobody_astray(file):
    assert recognise(file([7, {"question": "Why?"}, OURS, *ROWS["gsm8k"] * 3])) == "gsm8k"


def test_a_mark_and_blank_lines_before_it_and_compression_do_not_hide_an_array(tmp_path):
    path = tmp_path / "SVAMP.json.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf\r\n\n  " + json.dumps([SVAMP]).encode()))
    assert recognise(path) == "svamp"


def test_rows_that_nobody_knows_are_refused_with_their_fields_and_the_sources(file):
    with pytest.raises(DataError) as caught:
        recognise(file([{"task": "3 + 4", "result": 7}, {"task": "5", "note": ""}]))
    assert "rows has rows with `task`, `result`, `note`, and no source knows such rows: jsonl, " in str(
        caught.value
    )
    assert all(name in str(caught.value) for name in FILE_SOURCES)


def test_of_many_and_long_fields_some_are_named(file):
    row = {f"field{number}": 1 for number in range(50)} | {"x" * 1000: 1}
    with pytest.raises(DataError, match=r"`field10`, `field11`, \.\.\., and no source knows such rows"):
        recognise(file([row]))


@pytest.mark.parametrize("content", ["", "task,result\n3 + 4,7\n", "[1, 2]"])
def test_a_file_without_objects_is_refused_as_such(tmp_path, content):
    path = tmp_path / "rows"
    path.write_text(content)
    with pytest.raises(DataError, match="rows has no JSON objects among its first rows"):
        recognise(path)


def test_known_rows_in_the_other_form_are_refused_with_the_right_one(file):
    with pytest.raises(
        DataError, match="rows of svamp, but as one JSON object a line; expected one JSON array"
    ):
        recognise(file([SVAMP]))
    with pytest.raises(
        DataError, match="rows of gsm8k, but as one JSON array of objects; expected one JSON obj"
    ):
        recognise(file(ROWS["gsm8k"], is_array=True))


def test_a_pipe_is_not_read_for_what_comes_after_would_be_lost(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DataError, match=r"pipe cannot be read twice, .*; name it, such as data=jsonl"):
        recognise(tmp_path / "pipe")
