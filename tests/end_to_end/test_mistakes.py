"""A mistake of the user's: one clear message, exit code 2, no traceback, no directory, no number spent."""

import json
from pathlib import Path

import pytest

from tests.end_to_end.command_line import SHORT, TRAIN, needs_torch, only_run, run

ROW = {"prompt": "What is 1 + 1?", "response": "What do you get when you count one on from 1?"}
LONG = {"prompt": "one " * 600, "response": "Count them."}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [json.dumps(ROW) for _ in range(9)]
    (tmp_path / "rows.jsonl").write_text("\n".join(lines) + "\n")
    broken = [*lines]
    broken[2] = '{"prompt": "What is'
    broken[6] = json.dumps({"prompt": "What is 2 + 2?"})
    (tmp_path / "broken.jsonl").write_text("\n".join(broken) + "\n")
    (tmp_path / "empty.jsonl").write_text("")
    (tmp_path / "long.jsonl").write_text("\n".join([*lines, json.dumps(LONG)]) + "\n")
    return tmp_path


def as_typed(value: object) -> str | None:
    return " ".join(value) if isinstance(value, list) else None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["training.lrr=1"], ["training.lrr", "did you mean training.lr?"]),
        (["+training.lrr=1"], ["training.lrr", "did you mean training.lr?"]),
        (["training.learning_rate=1e-4"], ["training.learning_rate", "did you mean training.lr?"]),
        (["method=stf"], ["'stf'", "did you mean method=sft?"]),
        (["training.lr=abc"], ["training.lr", "'abc'"]),
        (["model.name=x"], ["model.name", "follows from model.base_model"]),
        (["training.wd=0.1"], ["did you mean training.adam.weight_decay?"]),
        (["-m", "training.lr=1e-4,abc"], ["training.lr", "'abc'"]),
        (["--no-such-option"], ["error: --no-such-option: there is no such option; settings are written"]),
        (["--lr", "3"], ["error: --lr: there is no such option; settings are written training.lr=..."]),
        (
            ["seed=1", "-m", "training.lr=1e-4,1e-3"],
            ["error: training.lr=1e-4,1e-3: give options such as -m"],
        ),
        (["--learning-rate=3"], ["error: --learning-rate: there is", "written training.lr=...; see --help"]),
    ],
    ids=as_typed,
)
def test_a_mistake_in_a_setting_costs_nothing(folder: Path, arguments: list[str], said: list[str]) -> None:
    assert_refused(folder, arguments, said)


@needs_torch
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["data=jsonl", "data.train_file=row.jsonl"], ["row.jsonl", "rows.jsonl"]),
        (["data=jsonl", "data.train_file=broken.jsonl"], ["broken.jsonl:3:", "broken.jsonl:7:", "response"]),
        (["data=jsonl", "data.train_file=empty.jsonl"], ["empty.jsonl"]),
        (["data=jsonl", "data.train_file=long.jsonl"], ["long.jsonl:10", "data.on_too_long=truncate"]),
        (["data.train_file=rows.jsonl"], ["data.train_file", "data=jsonl"]),
        (["model.base_model=./nothing"], ["./nothing"]),
        (["model.base_model=qwen3:14b"], ["qwen3:14b", "qwen3:4b, qwen3:8b", "hub id"]),
        (["training.lora.targets=[q_prj]"], ["q_prj", "q_proj"]),
        (["output_root=empty.jsonl"], ["error: No run directory", "empty.jsonl/sft", "output_root=<folder>"]),
        (
            ["-m", "output_root=empty.jsonl", "seed=0,1"],
            ["error: No run directory", "empty.jsonl/sft", "output_root=<folder>"],
        ),
    ],
    ids=as_typed,
)
def test_a_mistake_in_what_it_names_costs_nothing(
    folder: Path, arguments: list[str], said: list[str]
) -> None:
    assert_refused(folder, arguments, said)


def assert_refused(folder: Path, arguments: list[str], said: list[str]) -> None:
    before = sorted(folder.iterdir())
    process = run(TRAIN, *arguments, cwd=folder)
    assert process.returncode == 2, process.stderr
    assert "Traceback" not in process.stderr
    for part in said:
        assert part in process.stderr
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--cfg", "job"], ["--cfg", "all", "--resolve"], ["--info"]]
)
def test_asking_leaves_no_directory(tmp_path: Path, arguments: list[str]) -> None:
    process = run(TRAIN, *arguments, cwd=tmp_path)
    assert process.returncode == 0, process.stderr
    assert list(tmp_path.iterdir()) == []


@needs_torch
def test_a_description_that_is_a_number_is_no_mistake(tmp_path: Path) -> None:
    process = run(TRAIN, *SHORT, "training.max_steps=1", "description=42", cwd=tmp_path)
    assert process.returncode == 0, process.stderr
    assert "Warning" not in process.stderr
    assert only_run(tmp_path) == tmp_path / "outputs" / "sft" / "sft_001_42"
