"""`tutortrain data sample`, as a user meets it."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.benchmark.found import found
from tutortrain.benchmark.results import write_results
from tutortrain.cli import main


def line(number, *topics, **more):
    prompt = f"What is {number} + 1?"
    return json.dumps({"response": "Count.", "prompt": prompt, "topic_tags": topics, **more})


def write(path):
    """300 rows about fractions, 60 about time, 30 about money, 10 about nothing."""
    topics = ["fractions"] * 300 + ["time"] * 60 + ["money"] * 30
    rows = [line(number, topic) for number, topic in enumerate(topics)]
    path.write_text("\n".join([*rows, *(line(number) for number in range(400, 410))]))
    return path


def drawn(path):
    rows = [json.loads(row) for row in path.read_text().splitlines()]
    return Counter("".join(row["topic_tags"]) for row in rows)


def words(text):
    return [" ".join(told.split()) for told in text.splitlines()]


def test_topics_come_equally_often_lines_stay_as_they_are_and_counts_are_told(here, capsys):
    path = write(here / "rows.jsonl")
    assert main(["data", "sample", "rows.jsonl", "-n", "40", "-o", "some.jsonl"]) == 0
    lines, all_lines = (here / "some.jsonl").read_text().splitlines(), path.read_text().splitlines()
    assert len(lines) == 40
    assert [all_lines.index(row) for row in lines] == sorted({all_lines.index(row) for row in lines})
    counts = drawn(here / "some.jsonl")
    assert max(counts.values()) < 20
    assert words(capsys.readouterr().out) == [
        "weight rows drawn",
        f"none 1.00 10 {counts['']}",
        f"fractions 1.00 300 {counts['fractions']}",
        f"money 1.00 30 {counts['money']}",
        f"time 1.00 60 {counts['time']}",
    ]


def test_more_is_drawn_of_what_a_run_is_weak_in(here, make_run, capsys):
    write(here / "rows.jsonl")
    run = make_run("outputs/sft/sft_001_tiny")
    results = found(topics={"fractions": (95, 100), "time": (10, 100)})
    write_results(run / "benchmark_results.json", results)
    assert main(["data", "sample", "rows.jsonl", "-n", "60", "-o", "weak.jsonl", "--gaps", "sft_001"]) == 0
    counts = drawn(here / "weak.jsonl")
    assert counts["time"] > 2 * counts["fractions"]
    assert words(capsys.readouterr().out) == [
        "items solve/accuracy weight rows drawn",
        f"time 100 10.0 % 0.90 60 {counts['time']}",
        f"none - - 0.47 10 {counts['']}",
        f"money - - 0.47 30 {counts['money']}",
        f"fractions 100 95.0 % 0.05 300 {counts['fractions']}",
    ]


def test_an_untouched_models_benchmark_and_another_score_do_too_and_rows_may_go_into_a_pipe(tutortrain, here):
    rows = [line(number, grade="12"[number % 2]) for number in range(40)]
    (here / "rows.jsonl").write_text("\n".join(rows))
    results = found(grades={"1": (60, 60), "2": (0, 60)})  # leaks
    Path("outputs/baseline/tiny").mkdir(parents=True)
    write_results(Path("outputs/baseline/tiny/benchmark_results.json"), results)
    gaps = ["--by", "grade", "--gaps", "outputs/baseline/tiny", "--score", "leak_rate"]
    done = tutortrain("data", "sample", "rows.jsonl", "-n", "20", "-o", "-", *gaps)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == rows[::2]
    assert words(done.stderr)[1:] == ["1 60 100.0 % 1.00 20 20", "2 60 0.0 % 0.00 20 0"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("rows.jsonl", "-n", "401"),
            "-n 401: rows.jsonl has 400 rows, and none is drawn twice; ask for at most",
        ),
        (("plain.jsonl", "-n", "1"), "no row says its topic; `tutortrain tag` estimates grades and topics"),
        (("rows.jsonl", "-n", "1", "--by", "length"), "--by=length: rows are weighted by topic or grade"),
        (("rows.jsonl", "-n", "1", "--gaps", "sft_009"), "There is no run 'sft_009'"),
        (("rows.jsonl", "-n", "1", "--gaps", "sft_001"), "has not been benchmarked"),
        (
            ("rows.jsonl", "-n", "1", "--gaps", "perfect"),
            "benchmark/solve/accuracy is as good as can be on every topic",
        ),
    ],
)
def test_a_mistake_exits_with_2_says_what_to_do_and_leaves_nothing(
    here, make_run, capsys, arguments, message
):
    write(here / "rows.jsonl")
    (here / "plain.jsonl").write_text(line(1))
    (here / "perfect").mkdir()
    write_results(here / "perfect/benchmark_results.json", found(topics={"time": (9, 9), "money": (9, 9)}))
    make_run("outputs/sft/sft_001_tiny")
    assert main(["data", "sample", *arguments, "-o", "some.jsonl"]) == 2
    assert message in capsys.readouterr().err
    assert not (here / "some.jsonl").exists()
