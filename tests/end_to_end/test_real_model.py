"""A smoke of real input: `make slow MODEL=DIR DATA=FILE` with a pretrained model and GSM8K Socratic rows.

`python benchmarks/fetch_smollm2.py DIR` makes the model's folder; the file is grade_school_math/data/
test_socratic.jsonl of openai/grade-school-math.
"""

import os
from pathlib import Path

import pytest

from tests.end_to_end.command_line import TRAIN, only_run, read_json, rows, run

MODEL, DATA = os.environ.get("MODEL"), os.environ.get("DATA")


@pytest.mark.slow
@pytest.mark.skipif(not (MODEL and DATA), reason="needs MODEL=DIR DATA=FILE")
def test_a_pretrained_model_takes_two_steps_on_real_rows(tmp_path: Path) -> None:
    settings = ["experiment=socratic_smollm2", f"model.base_model={Path(str(MODEL)).resolve()}",
                f"data.train_file={Path(str(DATA)).resolve()}", "training.max_steps=2", "training.batch_size=4",
                "training.eval_rows=4", "benchmark.num_items=4"]  # fmt: skip
    process = run(TRAIN, *settings, cwd=tmp_path)
    assert process.returncode == 0, process.stderr
    directory = only_run(tmp_path / "outputs" / "sft")
    losses = [row["eval/loss"] for row in rows(directory / "metrics.jsonl") if "eval/loss" in row]
    assert len(losses) == 2
    suites = read_json(directory / "benchmark_results.json")["suites"]
    assert {name: suite["num_items"] for name, suite in suites.items()} == {"solve": 4, "hint": 4}
