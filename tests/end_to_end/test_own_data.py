"""Data of the user's own: what is done about rows that lack something is said."""

import json
from pathlib import Path

import pytest

from tests.end_to_end.command_line import ALONE, TRAIN, TUTORTRAIN, only_run, read_json, run

SAID = "no held-out row has an `answer`: the benchmark asks the embedded problems"
BRIEFLY = ["benchmark.num_items=2", "training.batch_size=2", "training.max_steps=1", ALONE]
WITHOUT_ANSWER = {"response": "What do you get when you count one on?"}
WITH_ANSWER = {**WITHOUT_ANSWER, "answer": "2", "solution": "1 + 1 = 2"}


@pytest.mark.parametrize(
    ("row", "is_said", "source"),
    [(WITHOUT_ANSWER, True, "embedded/heldout"), (WITH_ANSWER, False, "rows.jsonl")],
    ids=["without answers", "with answers"],
)
def test_a_benchmark_on_other_problems_than_the_datas_own_is_announced(
    tmp_path: Path, row: dict[str, str], is_said: bool, source: str
) -> None:
    lines = [json.dumps({"prompt": f"What is {n} and 1?", **row}) for n in range(20)]
    (tmp_path / "rows.jsonl").write_text("\n".join(lines) + "\n")
    process = run(TRAIN, *BRIEFLY, "data=jsonl", "data.train_file=rows.jsonl", cwd=tmp_path)
    assert process.returncode == 0, process.stderr
    directory = only_run(tmp_path / "outputs" / "sft")
    assert (SAID in process.stderr, SAID in (directory / "train.log").read_text()) == (is_said, is_said)
    suites = read_json(directory / "benchmark_results.json")["suites"]
    assert {suite["items_from"] for suite in suites.values()} == {source}


def write_rows(path: Path, numbers: range, question: str) -> None:
    """Rows whose ids say nothing of their problem, so that no split can keep the same ones apart."""
    rows = [
        {
            "prompt": question.format(n),
            "response": "Count on.",
            "answer": str(n + 1),
            "problem_id": f"{path.stem}{n}",
        }
        for n in numbers
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_items_that_were_trained_on_are_refused_or_found_and_the_table_says_contaminated(
    tmp_path: Path,
) -> None:
    write_rows(tmp_path / "train.jsonl", range(20), "What is {} and 1?")
    write_rows(tmp_path / "eval.jsonl", range(14, 24), "what is  {} and 1")
    write_rows(tmp_path / "other.jsonl", range(30, 34), "What is {} and 1?")
    files = ["data=jsonl", "data.train_file=train.jsonl", "data.eval_file=eval.jsonl"]
    solved = ["~benchmark.suites.hint", "benchmark.num_items=10", *BRIEFLY[1:]]

    refused = run(TRAIN, *files, *solved, cwd=tmp_path)

    assert (refused.returncode, (tmp_path / "outputs").exists()) == (2, False), refused.stderr
    assert "6 of 20 training rows have 6 of the 10 items (60.0 %) of benchmark.suites.solve" in refused.stderr

    done = run(TRAIN, *files, *solved, "data.max_overlap=1", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    solve = read_json(only_run(tmp_path / "outputs" / "sft") / "benchmark_results.json")["suites"]["solve"]
    assert solve["overlap"] == {"num_exact": 6, "num_ngram": 6, "share": 0.6, "contaminated": True}
    assert {part: scores["accuracy"]["n"] for part, scores in solve["by_overlap"].items()} == {
        "seen": 6,
        "unseen": 4,
    }
    assert "was trained on 6 of 10 items (60.0 %)" in " ".join(done.stdout.split())
    (kept,) = (tmp_path / "outputs" / "baseline").rglob("benchmark_results.json")
    assert read_json(kept)["suites"]["solve"]["overlap"] is None

    asked = run(TUTORTRAIN, "benchmark", "sft_001", "data.eval_file=other.jsonl", ALONE, cwd=tmp_path)

    assert asked.returncode == 0, asked.stderr
    (place,) = (only_run(tmp_path / "outputs" / "sft") / "benchmarks").iterdir()
    other = read_json(place / "benchmark_results.json")["suites"]["solve"]["overlap"]
    assert other == {"num_exact": 0, "num_ngram": 0, "share": 0.0, "contaminated": False}
    assert "contaminated" not in asked.stdout
