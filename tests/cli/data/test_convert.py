"""`tutortrain data convert`, as a user meets it."""

import gzip
import json
import subprocess

import pytest

from tests.cli.conftest import COMMAND
from tests.data.test_detect import ROWS, is_array
from tests.measured import taken
from tests.million import a_million_rows
from tutortrain.backends.tokenizer import open_tokenizer
from tutortrain.cli import main
from tutortrain.compose.jobs import compose_job
from tutortrain.data.load import load
from tutortrain.data.render import render_all
from tutortrain.runs.jsonl import read_rows

PAIR = {"prompt": "What is 3 + 4?", "response": "Count on from 3.", "answer": "7", "note": "mine"}
GSM8K = ROWS["gsm8k"][0]


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def read(here):
    """What a run of these settings trains on, and what its model reads and learns of it."""
    tokenizer = open_tokenizer("tiny")

    def build(*settings):
        config = compose_job(list(settings))
        rows = load(config.data).train
        rendered = [
            [array.tolist() for array in (datum.inputs, datum.targets, datum.weights)]
            for datum in render_all(rows, tokenizer, 100_000, "error").data
        ]
        return [(row.id, row.problem_id, row.grade, row.topic_tags, row.answer) for row in rows], rendered

    return build


@pytest.mark.parametrize("source", ROWS)
def test_what_is_written_of_a_source_trains_as_the_source_does(here, read, source):
    rows = [PAIR, PAIR | {"answer": None}] if source == "jsonl" else ROWS[source]
    text = json.dumps(rows) if is_array(source) else "\n".join(map(json.dumps, rows))
    (here / "rows").write_text(text)
    assert main(["data", "convert", "rows", "-o", "ours.jsonl"]) == 0
    num = f"data.num_train={len(read_rows(here / 'ours.jsonl'))}"
    rows, rendered = read("data=jsonl", "data.train_file=ours.jsonl", num)
    assert (rows, rendered) == read(f"data={source}", "data.train_file=rows", num)
    assert any(1 in weights for _, _, weights in rendered)


def test_settings_decide_what_is_asked_for_as_in_a_run(here):
    (here / "m.json").write_text(json.dumps(ROWS["mathcamps"]))
    assert main(["data", "convert", "m.json", "data.grades=[7]", "data.request=Go.", "-o", "ours.jsonl"]) == 0
    rows = read_rows(here / "ours.jsonl")
    assert [row["id"] for row in rows] == ["c", "d"]
    assert rows[0]["prompt"] == "What is 9.3 + 17?\n\nGo."


def test_files_of_several_sources_become_one_in_their_order(tutortrain, here):
    (here / "a.jsonl.gz").write_bytes(gzip.compress(f"\ufeff{json.dumps(GSM8K)}\r\n".encode()))
    (here / "b.json").write_text(json.dumps(ROWS["svamp"]))
    done = tutortrain("data", "convert", "a.jsonl.gz", "b.json", "-o", "ours.jsonl")
    assert done.stderr.splitlines() == [
        "a.jsonl.gz: read as data=gsm8k",
        "b.json: read as data=svamp",
        "ours.jsonl: 2 rows",
    ]
    assert [row["answer"] for row in read_rows(here / "ours.jsonl")] == ["18", "51"]


def test_rows_of_ours_keep_what_else_they_have_and_lose_what_is_null(here):
    (here / "mine.jsonl").write_text(json.dumps({**PAIR, "solution": None}))
    assert main(["data", "convert", "mine.jsonl", "-o", "mine.jsonl"]) == 0
    assert read_rows(here / "mine.jsonl") == [PAIR]


def test_pipes_work_on_both_sides_once_the_source_is_named(here):
    command = [*COMMAND, "data", "convert", "-", "-o", "-"]
    rows = json.dumps(GSM8K)
    done = subprocess.run(
        [*command, "--source", "gsm8k"], input=rows, capture_output=True, text=True, timeout=60
    )
    assert json.loads(done.stdout)["answer"] == "18", done.stderr
    done = subprocess.run(command, input=rows, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be read twice, so that its source cannot be told from its rows; name it" in done.stderr


def test_bad_rows_are_told_by_place_nothing_is_written_and_the_exit_code_is_1(tutortrain, here):
    (here / "a.jsonl").write_text(f"{json.dumps(GSM8K)}\n{{}}\n{json.dumps(GSM8K)}\nno\n")
    (here / "ours.jsonl").write_text("before")
    done = tutortrain("data", "convert", "a.jsonl", "-o", "ours.jsonl")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[1:] == [
        "error: 2 rows break the data format; nothing was written:",
        "  a.jsonl:2: `question` is missing; expected the problem as a string; `answer` is missing; "
        "expected worked steps and a last line `#### <answer>` as a string",
        "  a.jsonl:4: not JSON: Expecting value at column 1; expected one JSON object on one line",
    ]
    assert (here / "ours.jsonl").read_text() == "before"
    assert names(here) == ["a.jsonl", "ours.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("in.jsonl", "-o", "no/o"), "--output: there is no folder no"),
        (("in.jsonl", "-o", "."), "--output: . cannot be written: Is a directory"),
        (("in.jsonl", "-o", "/proc/o"), "--output: /proc/o cannot be written: No such file"),
        (("on.jsonl", "-o", "o"), "there is no file on.jsonl"),
        (("in.jsonl", "-o", "o", "--source", "gsm8"), "there is no 'gsm8' (conf/data/ has: bridge, "),
        (("in.jsonl", "-o", "o", "--source", "embedded"), "data=embedded reads no file"),
        (("empty", "-o", "o", "data=jsonl"), "there are no rows in it"),
        (("empty", "-o", "o"), "empty has no JSON objects among its first rows"),
        (("data=gsm8k", "-o", "o"), "give a file beside the settings"),
    ],
)
def test_a_mistake_exits_with_2_says_what_to_do_and_leaves_nothing(here, capsys, arguments, message):
    (here / "in.jsonl").write_text(json.dumps(PAIR))
    (here / "empty").write_text("")
    assert main(["data", "convert", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert names(here) == ["empty", "in.jsonl"]


@pytest.mark.slow
def test_a_million_rows_are_converted_in_flat_memory(here):
    with a_million_rows(here) as path:
        took = taken([*COMMAND, "data", "convert", str(path), "-o", "/dev/null"])
    assert took.megabytes < 200
