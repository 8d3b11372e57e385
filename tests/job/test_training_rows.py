"""What a run was trained on is told from its own file, as long as that is still the same."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tutortrain.compose.jobs import compose_job
from tutortrain.config.data import DataConfig
from tutortrain.data.load import load
from tutortrain.errors import DataError
from tutortrain.job.prepare import training_rows
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.record import Record


@pytest.fixture
def trained(tmp_path: Path) -> Record:
    """A run on eight rows of which two are held out."""
    rows = [{"prompt": f"What is {n} and 1?", "response": "Count on."} for n in range(8)]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    directory = RunDirectory(tmp_path / "sft_001")
    directory.path.mkdir()
    return Record.begin(directory, config={"method.kind": "sft"}, overrides=(), started=0.0)


def data(folder: Path, *overrides: str) -> DataConfig:
    config = compose_job(["data=jsonl", f"data.train_file={folder / 'rows.jsonl'}", *overrides])
    return config.data


def test_the_rows_are_those_that_were_trained_on(tmp_path: Path, trained: Record) -> None:
    chosen = data(tmp_path, "data.num_train=6")
    trained.update(data=dict(load(chosen).files))
    rows = training_rows(chosen, trained.manifest)
    assert [row.problem for row in rows] == [f"What is {n} and 1?" for n in range(6)]


def test_a_file_that_has_changed_tells_nothing(tmp_path: Path, trained: Record) -> None:
    chosen = data(tmp_path, "data.num_train=5")
    (file,) = [file for side, file in load(chosen).files.items() if side == "train"]
    trained.update(data={"train": replace(file, sha256="0" * 64)})
    with pytest.raises(DataError, match=r"rows\.jsonl is no longer as sft_001 was trained on it"):
        training_rows(chosen, trained.manifest)


def test_a_run_that_never_read_its_rows_tells_nothing(tmp_path: Path, trained: Record) -> None:
    with pytest.raises(DataError, match="is no longer as sft_001 was trained on it"):
        training_rows(data(tmp_path, "data.num_train=4"), trained.manifest)
