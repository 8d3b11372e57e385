"""`tutortrain tag` and `tutortrain curriculum`, as a user meets them."""

import json
import subprocess

import pytest

from tests.cli.conftest import COMMAND
from tests.measured import taken
from tests.million import NUM_ROWS, a_million_rows
from tutortrain.cli import main
from tutortrain.cli.tag_report import report
from tutortrain.curriculum.evaluation import Judged
from tutortrain.curriculum.tag import Tag

GSM8K = {"question": "Tom has 7 apples and gets 5 more. How many?", "answer": "7 + 5 = <<7+5=12>>12\n#### 12"}


def test_a_file_is_tagged_and_its_rows_can_be_trained_on(tutortrain, here):
    (here / "in.jsonl").write_text(f"{json.dumps(GSM8K)}\n" * 3)
    done = tutortrain("tag", "--input", "in.jsonl", "--output", "out.jsonl")
    assert done.returncode == 0, done.stderr
    assert "out.jsonl: 3 rows" in done.stderr
    rows = [json.loads(line) for line in (here / "out.jsonl").read_text().splitlines()]
    assert [row["grade"] for row in rows] == ["1"] * 3
    assert rows[0]["tag_method"] == "model"
    assert 0.6 < rows[0]["tag_confidence"] < 1


def test_pipes_work_on_both_sides_and_the_output_holds_rows_only(here):
    done = subprocess.run(
        [*COMMAND, "tag", "--input", "-", "--output", "-", "--tagger", "rules"],
        input=json.dumps(GSM8K),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["grade"] == "1"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--input", "in.jsonl"), "tag needs --input FILE and --output FILE"),
        (("--input", ".", "--output", "o"), "--input: . is a folder"),
        (("--input", "on.jsonl", "--output", "o"), "there is no file on.jsonl"),
        (("--input", "in.jsonl", "--output", "no/o"), "--output: there is no folder no"),
        (("--input", "in.jsonl", "--output", "/proc/o"), "--output: /proc/o cannot be written: No such file"),
        (("--input", "in.jsonl", "--output", "o"), "in.jsonl:1: `prompt` is missing"),
        (("--input", "in.jsonl", "--output", "o", "--tagger", "x"), "choose model, rules, llm"),
        (("--input", "in.jsonl", "--output", "o", "--tagger", "llm"), "give its address with --endpoint"),
        (("--input", "in.jsonl", "--output", "o", "--answer-field", "a"), "need --problem-field"),
        (("--evaluate", "in.jsonl"), "in.jsonl:1:"),
    ],
)
def test_a_mistake_exits_with_2_says_what_to_do_and_leaves_nothing(here, capsys, arguments, message):
    (here / "in.jsonl").write_text("{}\n")
    assert main(["tag", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert [path.name for path in here.iterdir()] == ["in.jsonl"]


def test_a_tagger_is_judged_beside_the_constant_guess(tutortrain, here):
    rows = [
        {"prompt": f"Tom has {n} apples and gets 5 more. How many?", "response": "-", "answer": str(n + 5)}
        | {"grade": "1", "topic_tags": ["1.OA", "1.OA.A.1"]}
        for n in range(4, 14)
    ]
    (here / "known.jsonl").write_text("\n".join(map(json.dumps, rows)))
    done = tutortrain("tag", "--evaluate", "known.jsonl")
    assert done.returncode == 0, done.stderr
    shown = [line.split() for line in done.stdout.splitlines()]
    assert ["within", "one", "100.0", "[72.2,", "100.0]", "10"] in shown
    assert any(line[:2] == ["always", "1,"] for line in shown)
    assert any(line[:1] == ["standard"] for line in shown)
    assert "calibration error" in done.stdout


def test_the_curriculum_is_shown_as_a_tree(tutortrain):
    done = tutortrain("curriculum", "show", "4.NF")
    assert done.returncode == 0, done.stderr
    assert "    4.NF.B.4  A whole number times a fraction" in done.stdout
    assert tutortrain("curriculum", "show", "4.XX").returncode == 2


def test_failed_requests_are_told_and_not_counted_as_wrong():
    right = Tag(method="llm", grade="1", topic="1.OA.A.1")
    failed = Tag(method="llm", failure="HTTP 500")
    rows = [
        Judged(grade=1, domain="OA", standard=None, tag=tag, cluster=str(index))
        for index, tag in enumerate([right, right, failed])
    ]
    shown = report(rows)
    assert next(line for line in shown.splitlines() if "exact" in line).split()[1:3] == ["exact", "100.0"]
    assert "1 of 3 requests failed, the first for: HTTP 500" in shown


@pytest.mark.slow
def test_a_million_rows_are_tagged_in_little_time_and_memory(here):
    """The bars are 5,000 rows a second on one core, and 600 MB."""
    with a_million_rows(here) as path:
        took = taken([*COMMAND, "tag", "--input", str(path), "--output", "out.jsonl"])
    (here / "out.jsonl").unlink()
    assert NUM_ROWS / took.seconds > 5_000
    assert took.megabytes < 600
