"""Data of the user's own: what is done about rows that lack something is said."""

import json
from pathlib import Path

import pytest

from tests.end_to_end.command_line import ALONE, TRAIN, only_run, read_json, run

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
