"""`tutortrain data split`, as a user meets it."""

import json
import os

import pytest

from tutortrain.cli import main


def line(number, grade="1", **more):
    return json.dumps({"response": "Count.", "prompt": f"What is {number} + 1?", "grade": grade, **more})


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_lines_stay_as_they_are_and_in_their_order_and_counts_are_told(tutortrain, here):
    lines = [line(number, "12"[number % 2], note="é ") + " " * (number % 3) for number in range(40)]
    (here / "rows.jsonl").write_bytes("\ufeff{}\r\n\n".format("\r\n\n".join(lines)).encode())
    done = tutortrain("data", "split", "rows.jsonl", "--into", "train=0.75,test=0.25")
    assert done.returncode == 0, done.stderr
    train, test = (
        (here / f"rows.{part}.jsonl").read_bytes().decode().split("\r\n")[:-1] for part in ("train", "test")
    )
    assert (len(train), len(test)) == (30, 10)
    assert sorted(train + test) == sorted(lines)
    assert [lines.index(row) for row in train] == sorted(lines.index(row) for row in train)
    assert [" ".join(told.split()) for told in done.stdout.splitlines()] == [
        "rows problems share grade 1 grade 2",
        "rows.train.jsonl 30 30 75.0 % 15 15",
        "rows.test.jsonl 10 10 25.0 % 5 5",
    ]


def test_a_known_file_is_split_by_its_own_problems_into_the_folder_that_is_named(here, capsys):
    (here / "parts").mkdir()
    rows = [
        {"question": f"What is {number} + 1?", "answer": f"{number}\n#### {number + 1}"}
        for number in range(9)
    ]
    (here / "g.jsonl").write_text("\n".join(json.dumps(row) for row in rows for _ in range(2)))
    assert main(["data", "split", "g.jsonl", "-o", "parts", "--into", "a=0.34,b=0.33,c=0.33"]) == 0
    assert names(here / "parts") == ["g.a.jsonl", "g.b.jsonl", "g.c.jsonl"]
    sides = [{*path.read_text().splitlines()} for path in (here / "parts").iterdir()]
    assert sum(map(len, sides)) == 9
    assert capsys.readouterr().out.count(" 6         3") == 3


def test_bad_rows_are_told_and_nothing_is_written(here, capsys):
    (here / "rows.jsonl").write_text(f"{line(1)}\n{{}}\n{line(2)}\n")
    assert main(["data", "split", "rows.jsonl"]) == 1
    assert (
        "1 row breaks the data format; nothing was written:\n  rows.jsonl:2: `prompt` is"
        in capsys.readouterr().err
    )
    assert names(here) == ["rows.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rows.jsonl", "--into", "train=0.9"), "expected shares above 0 that make 1: train=0.8,dev=0.1"),
        (("rows.jsonl", "--into", "train=1,test=0"), "expected shares above 0 that make 1"),
        (("rows.jsonl", "--into", "train=0.9,train=0.1"), "expected different names, of letters and digits"),
        (("rows.jsonl", "--into", "a/b=0.9,c=0.1"), "expected different names, of letters and digits"),
        (("rows.jsonl", "--into", "train,test"), "expected different names, of letters and digits"),
        (("rows.jsonl", "--into", "a=0.98,c=0.02"), "40 rows about 40 problems leave none for c"),
        (("rows.jsonl", "-o", "no"), "--output: there is no folder no"),
        (("rows.jsonl", "rows.jsonl"), "give one file, not 2; `tutortrain data convert` makes one of many"),
        (("array.json",), "make lines of it first: tutortrain data convert array.json -o array.jsonl"),
        (("pipe",), "pipe is a pipe or a device, which cannot be read twice; write the rows to a file first"),
    ],
)
def test_a_mistake_exits_with_2_says_what_to_do_and_leaves_nothing(here, capsys, arguments, message):
    (here / "rows.jsonl").write_text("\n".join(map(line, range(40))))
    (here / "array.json").write_text('[{"Body": "Tom.", "Question": "?", "Equation": "1", "Answer": 1}]')
    os.mkfifo(here / "pipe")
    assert main(["data", "split", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert names(here) == ["array.json", "pipe", "rows.jsonl"]
