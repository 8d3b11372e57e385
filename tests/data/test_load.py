import gzip
import json
from hashlib import sha256
from pathlib import Path

import pytest

from tutortrain.data.load import load
from tutortrain.errors import DataError

GOOD = '{"prompt": "a", "response": "b"}'


def test_a_broken_line_and_a_missing_field_are_in_one_message(config, write):
    lines = [
        GOOD,
        GOOD,
        '{"prompt": "a" "response"}',
        GOOD,
        "",
        GOOD,
        '{"prompt": "a", "reponse": "b"}',
        GOOD,
    ]
    path = write("rows.jsonl", *lines)
    with pytest.raises(DataError) as caught:
        load(config(train_file=path))
    assert str(caught.value).splitlines() == [
        "2 rows break the data format; nothing was started:",
        f"  {path}:3: not JSON: Expecting ',' delimiter at column 16; expected one JSON object on one line",
        f"  {path}:7: `response` is missing; expected the tutor's reply as a string (is `reponse` meant?)",
    ]
    assert caught.value.exit_code == 2


def test_bad_rows_of_both_files_are_in_one_message_of_twenty_and_a_count(config, write):
    train, evaluation = write("train.jsonl", *["{}"] * 15), write("eval.jsonl", *["rubbish"] * 15)
    with pytest.raises(DataError) as caught:
        load(config(train_file=train, eval_file=evaluation))
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("30 rows break")
    assert lines[20].startswith(f"  {evaluation}:5:")
    assert lines[21:] == ["  ... and 10 more"]


def test_what_windows_programs_write_is_read(config, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(
        b"\xef\xbb\xbf" + b"\r\n".join([GOOD.encode(), b"", b'{"prompt": "c", "response": "d"}', b""])
    )
    dataset = load(config(train_file=str(path), num_train=1))
    assert dataset.train[0].response == "b"
    assert dataset.held_out[0].place == f"{path}:3"


def test_text_that_is_not_utf_8_is_refused_with_what_makes_it_so(config, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes('{"prompt": "é", "response": "b"}'.encode("latin-1"))
    with pytest.raises(DataError, match=r"rows\.jsonl:1: not UTF-8: byte 0xe9 at .*; expected .*`iconv"):
        load(config(train_file=str(path)))


def test_a_missing_file_gets_the_nearest_name_of_its_folder(config, write, tmp_path):
    write("train.jsonl", GOOD)
    with pytest.raises(
        DataError, match=r"data\.train_file: there is no file .*trian\.jsonl.*Nearest.*: train\.jsonl"
    ):
        load(config(train_file=str(tmp_path / "trian.jsonl")))
    with pytest.raises(DataError, match=r"no folder .*nowhere"):
        load(config(train_file=str(tmp_path / "nowhere" / "train.jsonl")))


def test_a_folder_or_an_empty_file_or_no_file_is_refused(config, write, tmp_path):
    path = write("train.jsonl", "", "  ")
    with pytest.raises(DataError, match=r"is a folder; give one JSONL file\. It holds train\.jsonl"):
        load(config(train_file=str(tmp_path)))
    with pytest.raises(DataError, match=r"train\.jsonl is empty; expected one JSON object a line"):
        load(config(train_file=path))
    with pytest.raises(DataError, match=r"data\.train_file: data=gsm8k reads a file"):
        load(config(kind="gsm8k"))
    with pytest.raises(DataError, match=r"data\.eval_file: there is no file"):
        load(config(train_file=write("other.jsonl", GOOD), eval_file="missing.jsonl"))


def test_the_first_rows_are_trained_on_and_the_rest_is_held_out(config, write, numbered):
    path = write("rows.jsonl", *numbered(10))
    dataset = load(config(train_file=path, num_train=7))
    assert [row.problem for row in dataset.train] == [f"problem {n}" for n in range(7)]
    assert [row.problem for row in dataset.held_out] == ["problem 7", "problem 8", "problem 9"]
    assert [row.problem for row in load(config(train_file=path, num_train=7, num_eval=2)).held_out] == [
        "problem 7",
        "problem 8",
    ]
    assert load(config(train_file=path, num_train=10)).held_out == ()


def test_the_manifest_learns_what_was_read(config, write, numbered):
    path = write("rows.jsonl", *numbered(10))
    files = load(config(train_file=path, num_train=7)).files
    assert {side: (file.path, file.num_rows) for side, file in files.items()} == {
        "train": (path, 7),
        "held_out": (path, 3),
    }
    assert files["train"].sha256 == sha256(Path(path).read_bytes()).hexdigest()


def test_without_numbers_a_tenth_of_the_problems_is_held_out_whole(config, write, numbered):
    path = write("rows.jsonl", *numbered(50), *numbered(50))
    dataset = load(config(train_file=path))
    assert (len(dataset.train), len(dataset.held_out), dataset.num_left_out) == (90, 10, 0)
    held_out = {row.problem_id for row in dataset.held_out}
    assert len(held_out) == 5
    assert held_out.isdisjoint(row.problem_id for row in dataset.train)


def test_the_same_problems_are_held_out_when_rows_come_in_another_order(config, write, numbered):
    forward = load(config(train_file=write("a.jsonl", *numbered(40))))
    backward = load(config(train_file=write("b.jsonl", *reversed(numbered(40)))))
    assert {row.problem for row in forward.held_out} == {row.problem for row in backward.held_out}
    assert {row.problem for row in forward.held_out} != {
        "problem 36",
        "problem 37",
        "problem 38",
        "problem 39",
    }


def test_so_many_rows_are_held_out_as_asked_for_and_their_problems_are_not_trained_on(
    config, write, numbered
):
    path = write("rows.jsonl", *numbered(20), *numbered(20))
    dataset = load(config(train_file=path, num_eval=5))
    assert (len(dataset.train), len(dataset.held_out), dataset.num_left_out) == (34, 5, 1)


def test_rows_after_the_training_rows_about_the_same_problem_are_on_neither_side(config, write, numbered):
    path = write("rows.jsonl", *numbered(6), *numbered(8))
    dataset = load(config(train_file=path, num_train=6))
    assert [row.problem for row in dataset.held_out] == ["problem 6", "problem 7"]
    assert dataset.num_left_out == 6


def test_problems_of_the_eval_file_are_not_trained_on(config, write, numbered):
    train, evaluation = write("train.jsonl", *numbered(10)), write("eval.jsonl", *numbered(4))
    dataset = load(config(train_file=train, eval_file=evaluation, num_eval=3, num_train=6))
    assert [row.problem for row in dataset.train] == [f"problem {n}" for n in range(3, 9)]
    assert (len(dataset.held_out), dataset.num_left_out) == (3, 3)
    with pytest.raises(DataError, match=r"every problem of data\.train_file is held out by it"):
        load(config(train_file=train, eval_file=train))


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"num_train": 11}, r"data\.num_train=11, but only 10 rows are there for it"),
        ({"num_train": 9, "num_eval": 3}, r"data\.num_eval=3, but only 1 row is there for it"),
        ({"num_train": 8, "num_eval": 3}, r"data\.num_eval=3, but only 2 rows are there for it"),
        ({"num_eval": 10}, r"10 rows about 10 problems cannot be split"),
    ],
)
def test_more_rows_than_there_are_is_an_error(config, write, numbered, wanted, message):
    with pytest.raises(DataError, match=message):
        load(config(train_file=write("rows.jsonl", *numbered(10)), **wanted))


@pytest.mark.parametrize(("num_rows", "said"), [(1, "1 row is all there is"), (3, "3 rows are all there is")])
def test_rows_about_one_problem_are_refused_with_a_remedy_that_helps(config, write, numbered, num_rows, said):
    path = write("rows.jsonl", *numbered(1) * num_rows)
    for num_eval in (None, 1):
        with pytest.raises(DataError, match=rf"{said}.*data\.num_train={num_rows} data\.num_eval=null"):
            load(config(train_file=path, num_eval=num_eval))
    assert len(load(config(train_file=path, num_train=num_rows)).train) == num_rows


def test_a_pipe_is_no_file_to_train_on_for_a_run_may_be_resumed(config):
    with pytest.raises(DataError, match="/dev/stdin is a pipe or a device, which cannot be read twice"):
        load(config(train_file="-"))


def test_a_compressed_file_is_trained_on_as_it_is(config, numbered, tmp_path):
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, numbered(20))).encode()))
    data = load(config(train_file=str(path)))
    assert (len(data.train), len(data.held_out)) == (18, 2)
