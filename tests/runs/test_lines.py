"""Files as people have them: compressed, cut off, in another encoding, with a line without end."""

import gzip
from io import BytesIO
from pathlib import Path

import pytest
from backports import zstd

from tutortrain.runs import lines
from tutortrain.runs.jsonl import BadLine, iter_rows
from tutortrain.runs.lines import Unreadable, copy_lines, count_lines, lines_at, read_whole

ROWS = b'{"a": 1}\n\n{"a": "\xc3\xa9"}\n'
READ = [(1, {"a": 1}), (3, {"a": "é"})]
COMPRESSED = [gzip.compress, zstd.compress]


@pytest.fixture
def path(tmp_path) -> Path:
    """Its name says nothing of what it holds."""
    return tmp_path / "rows.jsonl"


@pytest.mark.parametrize("compress", COMPRESSED)
def test_a_compressed_file_is_read_like_any_other(path, compress):
    path.write_bytes(compress(ROWS))
    assert list(iter_rows(path)) == READ
    assert read_whole(path) == ROWS
    assert count_lines(path) == 3


@pytest.mark.parametrize("compress", [bytes, *COMPRESSED])
def test_lines_are_copied_as_they_are_but_for_those_that_are_not_wanted(path, compress):
    path.write_bytes(compress(b"one\r\n\n three \nfour"))
    copies = {without: BytesIO() for without in [(), (1,), (2, 3, 4), (4,)]}
    for without, copy in copies.items():
        copy_lines(path, copy, without)
    assert [copy.getvalue() for copy in copies.values()] == [
        b"one\r\n\n three \nfour",
        b"\n three \nfour",
        b"one\r\n",
        b"one\r\n\n three \n",
    ]


@pytest.mark.parametrize("compress", COMPRESSED)
def test_parts_that_were_compressed_one_by_one_are_one_file(path, compress):
    path.write_bytes(compress(ROWS[:8]) + compress(ROWS[8:]))
    assert list(iter_rows(path)) == READ


@pytest.mark.parametrize("compress", COMPRESSED)
def test_a_file_that_was_cut_off_ends_in_a_bad_line_and_not_as_if_it_were_whole(path, compress):
    path.write_bytes(compress(ROWS * 9)[:-6])
    *_, (_, last) = iter_rows(path)
    assert last.reason.startswith("the compressed file is damaged or cut off about here (")
    with pytest.raises(Unreadable, match="cut off about here"):
        read_whole(path)


@pytest.mark.parametrize("begin", [b"\x1f\x8b", b"\x28\xb5\x2f\xfd"])
def test_rubbish_that_begins_like_a_compressed_file_is_one_bad_line(path, begin):
    path.write_bytes(begin + bytes(range(200)))
    ((number, bad),) = iter_rows(path)
    assert number == 1
    assert "damaged" in bad.reason


def test_utf_16_is_called_by_its_name_once(path):
    path.write_bytes(ROWS.decode().encode("utf-16"))
    ((number, bad),) = iter_rows(path)
    assert (number, bad.reason[:28]) == (1, "UTF-16; expected UTF-8, as `")


def test_a_line_of_ten_megabytes_is_a_row(path):
    text = "x" * 10_000_000
    path.write_text(f'{{"a": "{text}"}}\n{{"a": 2}}')
    assert [row["a"] for _, row in iter_rows(path)] == [text, 2]


@pytest.mark.parametrize("length", [99, 100, 101, 250])
def test_a_line_longer_than_any_row_is_left_unread_and_the_next_one_is_not(path, monkeypatch, length):
    monkeypatch.setattr(lines, "LONGEST_LINE", 100)
    path.write_text(f"{'1' * length}\n7")
    (_, first), second = iter_rows(path)
    assert isinstance(first, BadLine) == (length >= 100)
    assert second == (2, 7)


def test_some_lines_are_given_as_they_stand_without_a_mark_before_and_with_an_end(tmp_path):
    path = tmp_path / "rows"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbfone \r\n\r\n \xff three\nfour\nfive"))
    assert list(lines_at(path, [1, 3, 5])) == [b"one \r\n", b" \xff three\n", b"five\n"]
    assert list(lines_at(path, [])) == []
