"""`tutortrain data overlap`, as a user meets it."""

import gzip
import json
import subprocess
from itertools import islice

import pytest

from tests.cli.conftest import COMMAND
from tests.measured import taken
from tests.million import NUM_ROWS, a_million_rows
from tutortrain.cli import main
from tutortrain.runs.lines import count_lines

PENS = "Mia has 17 pens and loses 6 of them on her way home. Her sister gives her 4 more. How many are left?"
EGGS = "A hen lays 3 eggs a day. How many eggs does she lay in 5 days?"
OTHER = "What is the sum of 3 and 4?"


def gsm8k(question):
    return json.dumps({"question": question, "answer": "Think.\n#### 15"})


def ours(problem):
    return json.dumps({"problem": problem, "prompt": f"{problem}\n\nHelp!", "response": "Count."})


TRAIN = [ours(OTHER), ours(PENS.upper()), ours(PENS.replace("Mia", "Zoe").replace("home", "out")), ours(EGGS)]


@pytest.fixture
def files(here):
    """train.jsonl of our own format, with four rows; test.jsonl of GSM8K's, five rows about three questions."""
    (here / "train.jsonl").write_text("".join(f"{row}\n" for row in TRAIN))
    asked = [PENS, EGGS, PENS, "Why is 7 a prime?", EGGS]
    (here / "test.jsonl").write_text("".join(f"{gsm8k(question)}\n" for question in asked))
    return here


def test_it_is_told_how_many_questions_are_seen_in_which_way_and_where(tutortrain, files):
    (files / "none.jsonl").write_text(gsm8k("What is 2 + 2?"))
    done = tutortrain("data", "overlap", "train.jsonl", "test.jsonl", "none.jsonl")
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines() == [
        "train.jsonl: 4 rows, 3 of them have a question that is asked",
        "",
        "test.jsonl: 5 rows about 3 questions",
        "  seen as                    questions               rows   in rows of train.jsonl",
        "  the same words           2 ( 66.7 %)        4 ( 80.0 %)        2",
        "  13 words in a row        0 (  0.0 %)        0 (  0.0 %)        0",
        "  told alike               0 (  0.0 %)        0 (  0.0 %)        1",
        "  together                 2 ( 66.7 %)        4 ( 80.0 %)        3",
        "  the same words: train.jsonl:2 test.jsonl:1, 3",
        f"    {PENS.upper()}",
        f"    {PENS}",
        "  the same words: train.jsonl:4 test.jsonl:2, 5",
        f"    {EGGS}",
        "  told alike: train.jsonl:3 test.jsonl:1, 3",
        f"    {PENS.replace('Mia', 'Zoe').replace('home', 'out')}",
        f"    {PENS}",
        "",
        "none.jsonl: 1 row about 1 question",
        "  none of them is in train.jsonl",
    ]


def test_without_overlap_it_exits_with_0(tutortrain, files):
    (files / "train.jsonl").write_text(TRAIN[0])
    done = tutortrain("data", "overlap", "train.jsonl", "test.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("train.jsonl: 1 row, 0 of them have")


def test_what_is_left_is_written_byte_for_byte(tutortrain, files):
    first, last = b"\xef\xbb\xbf" + TRAIN[0].encode() + b"  \r\n\r\n", ours("Über 1?").encode()
    (files / "train.jsonl").write_bytes(first + "\n".join([*TRAIN[1:], ""]).encode() + last)
    done = tutortrain("data", "overlap", "train.jsonl", "test.jsonl", "--remove", "-o", "clean.jsonl")
    assert (done.returncode, done.stderr) == (0, "clean.jsonl: 2 rows, 3 left out\n")
    assert (files / "clean.jsonl").read_bytes() == first + last
    assert sorted(path.name for path in files.iterdir()) == ["clean.jsonl", "test.jsonl", "train.jsonl"]
    assert main(["data", "overlap", "clean.jsonl", "test.jsonl"]) == 0


def test_what_is_left_goes_through_a_pipe_and_the_rest_to_stderr(tutortrain, files):
    (files / "train.jsonl.gz").write_bytes(gzip.compress((files / "train.jsonl").read_bytes()))
    done = tutortrain("data", "overlap", "train.jsonl.gz", "test.jsonl", "--remove", "-o", "-")
    assert (done.returncode, done.stdout) == (0, f"{TRAIN[0]}\n")
    assert "2 ( 66.7 %)" in done.stderr
    assert done.stderr.endswith("-: 1 row, 3 left out\n")


def test_what_comes_through_a_pipe_is_searched_if_its_source_is_named(files):
    words = [*COMMAND, "data", "overlap", "-", "test.jsonl", "--source", "gsm8k"]
    done = subprocess.run(words, input=gsm8k(EGGS).encode(), capture_output=True, timeout=60)
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        1,
        b"/dev/stdin: 1 row, 1 of them have a question that is asked",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("no.jsonl", "test.jsonl"), "TRAIN: there is no file no.jsonl"),
        (("train.jsonl", "no.jsonl"), "BENCH: there is no file no.jsonl"),
        (("train.jsonl", "test.jsonl", "--remove"), "--remove needs -o FILE"),
        (("train.jsonl", "test.jsonl", "-o", "a"), "-o FILE is where --remove writes"),
        (("train.jsonl", "test.jsonl", "--remove", "-o", "train.jsonl"), "train.jsonl is one of the files"),
        (("train.jsonl", "test.jsonl", "--remove", "-o", "./test.jsonl"), "test.jsonl is one of the files"),
        (("train.jsonl", "test.jsonl", "--remove", "-o", "no/a.jsonl"), "--output: there is no folder no."),
        (("svamp.json", "test.jsonl", "--remove", "-o", "a"), "svamp.json is one JSON array"),
        (("train.jsonl", "-"), "BENCH: /dev/stdin is a pipe or a device"),
        (("-", "test.jsonl"), "write them to a file first, or name it with --source."),
        (("-", "test.jsonl", "--source", "gsm"), "--source=gsm: there is none of that name; choose jsonl, "),
        (("bad.jsonl", "test.jsonl"), "2 rows break the data format; nothing can be told of them:\n  bad.jsonl:2: "),
    ],
)  # fmt: skip
def test_a_mistake_exits_with_2_says_what_to_do_and_leaves_nothing(files, capsys, arguments, message):
    (files / "svamp.json").write_text('[{"Body": "A.", "Question": "B?", "Equation": "1 + 2", "Answer": 3}]')
    (files / "bad.jsonl").write_text(f'{TRAIN[0]}\n7\n{{"prompt": "x", }}\n')
    before = {path: path.read_bytes() for path in files.iterdir()}
    assert main(["data", "overlap", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert {path: path.read_bytes() for path in files.iterdir()} == before


@pytest.mark.slow
def test_a_million_rows_are_searched_and_cleaned_in_little_memory(here):
    """The bar is 600 MB; of the million rows the first thousand are asked."""
    with a_million_rows(here) as path:
        with path.open() as rows:
            (here / "asked.jsonl").write_text("".join(islice(rows, 1_000)))
        words = ("data", "overlap", str(path), "asked.jsonl", "--remove", "-o", "clean.jsonl")
        took = taken([*COMMAND, *words])
        num_left = count_lines(here / "clean.jsonl")
        (here / "clean.jsonl").unlink()
    assert 0.99 * NUM_ROWS < num_left <= NUM_ROWS - 1_000
    assert took.megabytes < 600
