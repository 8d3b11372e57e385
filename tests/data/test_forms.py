"""Files that are one JSON array, and files that are not."""

import pytest

from tutortrain.data.load import load
from tutortrain.errors import DataError


@pytest.fixture
def read(config, tmp_path):
    def build(content):
        path = tmp_path / "rows.json"
        path.write_bytes(content)
        return load(config(kind="svamp", train_file=str(path), num_train=1))

    return build


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'[\n{"ID": 1},\n{"ID" 2}]', r"rows\.json:3: not JSON: Expecting ':' delimiter at column 7"),
        (
            b'{"ID": 1}\n{"ID": 2}\n',
            r"rows\.json:2: not JSON: Extra data at column 1; expected one JSON array",
        ),
        (b'{"ID": 1}', "holds no array; expected one JSON array of objects"),
        (b'["\xff"]', "not UTF-8: byte 0xff at position 3; expected one JSON array"),
        (b"[" * 200_000, "nested too deeply; expected one JSON array"),
        (b"", "not JSON: .*; expected one JSON array"),
        (b"[]", "is empty; expected one JSON array of objects"),
    ],
)
def test_a_file_that_is_no_array_is_refused_by_its_place(read, content, message):
    with pytest.raises(DataError, match=message):
        read(content)


def test_every_bad_entry_is_named_by_its_number(read):
    with pytest.raises(DataError) as caught:
        read(b'\xef\xbb\xbf[{"ID": 1}, 7,\n null]')
    lines = str(caught.value).splitlines()
    assert lines[0] == "3 rows break the data format; nothing was started:"
    assert [line.split("rows.json:")[1].split(":")[0] for line in lines[1:]] == ["1", "2", "3"]


def test_a_folder_is_answered_with_the_json_files_in_it(config, tmp_path):
    (tmp_path / "rows.json").write_text("[]")
    (tmp_path / "rows.jsonl").write_text("")
    with pytest.raises(DataError, match=r"is a folder; give one JSON file\. It holds rows\.json\."):
        load(config(kind="svamp", train_file=str(tmp_path)))
