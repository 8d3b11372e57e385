"""`tutortrain data check`, as a user meets it."""

import gzip
import json
import subprocess

import pytest

from tests.cli.conftest import COMMAND
from tests.measured import taken
from tests.million import NUM_ROWS, a_million_rows
from tutortrain.cli import main

GOOD = '{"prompt": "What is 3 + 4?", "response": "Start from 3.", "answer": "7"}'
GSM8K = {"question": "Tom has 7 apples and gets 5 more. How many?", "answer": "7 + 5 = <<7+5=12>>12\n#### 12"}


def test_problems_and_doubts_are_told_by_kind_with_their_places(tutortrain, here):
    (here / "a.jsonl").write_text(f'\ufeff{GOOD}\r\n\r\n{{"prompt": "x", }}\n')
    (here / "b.jsonl").write_text(f'{GOOD}\n{{"prompt": "x", "response": " "}}\n')
    done = tutortrain("data", "check", "a.jsonl", "b.jsonl")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "4 rows: 2 can be used, 2 cannot",
        "",
        "✗ 1  not JSON: a comma too many before }",
        "    a.jsonl:3  not JSON: a comma too many before } at column 17; expected one JSON object on one line",
        "",
        "✗ 1  `response` is empty",
        "    b.jsonl:2  `response` is empty; expected the tutor's reply",
        "",
        "! 1  says the same as an earlier row",
        "    b.jsonl:1  says the same as a.jsonl:1",
    ]


def test_of_a_kind_twenty_are_shown_and_all_when_that_is_asked_for(tutortrain, here):
    (here / "a.jsonl").write_text("7\n" * 25)
    shown = tutortrain("data", "check", "a.jsonl").stdout
    assert "✗ 25  found 7" in shown
    assert "a.jsonl:20\n" not in shown
    assert shown.endswith("... and 5 more; --all tells each\n")
    every = tutortrain("data", "check", "--all", "a.jsonl").stdout.splitlines()
    assert (
        every[24] == "a.jsonl:25: found 7; expected a JSON object with `prompt` and `response`, or `messages`"
    )


def test_a_good_file_exits_with_0_and_a_pipe_may_be_compressed(here):
    rows = gzip.compress(json.dumps(GSM8K).encode())
    done = subprocess.run(
        [*COMMAND, "data", "check", "-", "data=gsm8k"], input=rows, capture_output=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, b"1 row: 1 can be used\n"), done.stderr


def test_a_reader_that_goes_away_is_no_error(here):
    (here / "a.jsonl").write_text("7\n" * 50_000)
    command = f"{' '.join(map(repr, COMMAND))} data check --all a.jsonl | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("no.jsonl",), "FILE: there is no file no.jsonl"),
        ((".",), "FILE: . is a folder; give one JSONL file. It holds a.jsonl, b.jsonl.gz."),
        (("a.jsonl",), "a.jsonl is empty; expected one JSON object a line."),
        (("data=gsm8k",), "give a file beside the settings"),
        (("a.jsonl", "data=embedded"), "data=embedded reads no file"),
        (("a.jsonl", "data=gsm"), "did you mean data=gsm8k?"),
        (("a.jsonl", "data.requests=x"), "data.request"),
    ],
)
def test_a_mistake_exits_with_2_and_says_what_to_do(here, capsys, arguments, message):
    for name in ("a.jsonl", "b.jsonl.gz"):
        (here / name).write_text("")
    assert main(["data", "check", *arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.slow
def test_a_million_rows_are_checked_in_little_time_and_memory(here):
    """The bars are 50,000 rows a second on one core, and 600 MB."""
    with a_million_rows(here) as path:
        took = taken([*COMMAND, "data", "check", str(path), "data=gsm8k"])
    assert NUM_ROWS / took.seconds > 50_000
    assert took.megabytes < 600
