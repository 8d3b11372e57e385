import pytest

from tutortrain.errors import DataError
from tutortrain.runs.jsonl import Appender, BadLine, iter_rows, read_rows, write_rows


def test_lines_keep_their_numbers_past_blank_lines_crlf_and_a_byte_order_mark(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n\r\n   \n{"a": 2}\r\n{"a": "\xc3\xa9"}')
    assert list(iter_rows(path)) == [(1, {"a": 1}), (4, {"a": 2}), (5, {"a": "é"})]


def test_a_bad_line_does_not_hide_the_ones_after_it(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"a": 1}\n{"a" 2}\n{"a": "\xff"}\nnull\n' + b"[" * 100_000 + b'\n{"a": 3}\n')
    assert list(iter_rows(path)) == [
        (1, {"a": 1}),
        (2, BadLine("not JSON: Expecting ':' delimiter at column 6")),
        (3, BadLine("not UTF-8: byte 0xff at position 8")),
        (4, None),
        (5, BadLine("nested too deeply")),
        (6, {"a": 3}),
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"a": 1', "Expecting ',' delimiter at column 8"),
        (b'{"a": "on', "Unterminated string starting at column 7"),
    ],
)
def test_the_column_of_a_line_that_stops_short_is_in_that_line(tmp_path, line, reason, end):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(line + end)
    assert list(iter_rows(path)) == [(1, BadLine(f"not JSON: {reason}"))]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"a": 1,}', "not JSON: a comma too many before } at column 9"),
        ('{"a": [1, ], "b": 2}', "not JSON: a comma too many before ] at column 11"),
        ('{"a": 1},', "not JSON: a comma too many after the object, at column 9"),
        ('{"a": 1, "b": 2, "a": 3}', "`a` is there twice; keep one of them"),
        ('{"b": [{"a": 1, "a": 1}]}', "`a` is there twice; keep one of them"),
        (
            '{"a": ' + "1" * 5000 + "}",
            "not JSON: Exceeds the limit (4300 digits) for integer string conversion",
        ),
    ],
)
def test_a_slip_is_told_with_its_remedy(tmp_path, line, reason):
    path = tmp_path / "rows.jsonl"
    path.write_text(line)
    ((_, bad),) = iter_rows(path)
    assert bad.reason.startswith(reason)


def test_an_array_over_several_lines_is_recognised_by_its_first(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('[\n{"a": 1},\n{"a": 2}\n]')
    (_, first), (_, second), (_, third), (_, last) = iter_rows(path)
    assert "`jq -c '.[]'` makes one object a line" in first.reason
    assert "a comma too many after the object" in second.reason
    assert third == {"a": 2}
    assert isinstance(last, BadLine)


def test_numbers_that_json_does_not_know_are_missing_values(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"grade": NaN, "least": -Infinity}')
    assert list(iter_rows(path)) == [(1, {"grade": None, "least": None})]


def test_line_separators_of_unicode_do_not_end_a_row(tmp_path):
    path = tmp_path / "rows.jsonl"
    write_rows(path, [{"text": "one\u2028two\x85three"}])
    assert read_rows(path) == [{"text": "one\u2028two\x85three"}]


def test_half_a_surrogate_pair_survives_writing_and_reading(tmp_path):
    rows = [{"text": "broken \ud83d reply"}]
    write_rows(tmp_path / "whole.jsonl", rows)
    with Appender(tmp_path / "log.jsonl") as log:
        log.write(rows[0])
    assert read_rows(tmp_path / "whole.jsonl") == read_rows(tmp_path / "log.jsonl") == rows


def test_a_row_is_in_the_file_before_the_log_is_closed(tmp_path):
    with Appender(tmp_path / "log.jsonl") as log:
        log.write({"step": 1})
        assert read_rows(tmp_path / "log.jsonl") == [{"step": 1}]


def test_a_torn_last_line_is_left_out_only_when_that_is_allowed(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_text('{"step": 1}\n{"step": 2, "tra')
    assert read_rows(path, allow_torn_end=True) == [{"step": 1}]
    with pytest.raises(DataError, match=r"log\.jsonl:2: not JSON: Unterminated string"):
        read_rows(path)


def test_a_broken_line_in_the_middle_is_never_left_out(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_text('{"step": 1}\nrubbish\n{"step": 3}\n')
    with pytest.raises(DataError, match=r"log\.jsonl:2"):
        read_rows(path, allow_torn_end=True)


def test_a_file_keeps_its_contents_when_writing_a_new_version_fails(tmp_path):
    path = tmp_path / "rows.jsonl"
    write_rows(path, [{"a": 1}])
    with pytest.raises(TypeError):
        write_rows(path, [{"a": {1, 2}}])
    assert read_rows(path) == [{"a": 1}]
    assert [entry.name for entry in tmp_path.iterdir()] == ["rows.jsonl"]
