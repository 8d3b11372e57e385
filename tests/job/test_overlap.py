"""Rows that a run's benchmark asks about are refused before anything is started, unless that is wanted."""

import json
from pathlib import Path

import pytest

from tutortrain.compose.jobs import compose_job
from tutortrain.data.sources.embedded import rows_of
from tutortrain.errors import DataError
from tutortrain.job import survey
from tutortrain.job.prepare import Job

RETENTION = "+benchmark/suites@benchmark.suites.retention=retention"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """heldout.jsonl has 40 rows; train.jsonl 100 about other problems, and two about the first of these."""
    monkeypatch.chdir(tmp_path)
    asked = rows_of("heldout", 40)
    about_it = asked[0] | {
        "prompt": f"Please help me. {asked[0]['problem']}",
        "problem": None,
        "problem_id": "x",
    }
    for name, rows in {"heldout": asked, "train": [*rows_of("train", 100), about_it, about_it]}.items():
        Path(f"{name}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return tmp_path


def job(*overrides: str) -> Job:
    files = ["data=jsonl", "data.train_file=train.jsonl", "data.eval_file=heldout.jsonl"]
    config = compose_job([*files, *overrides])
    return survey(config)


@pytest.mark.usefixtures("folder")
def test_more_overlap_than_may_be_is_refused_with_its_extent_its_place_and_what_to_do() -> None:
    with pytest.raises(DataError) as caught:
        job()
    assert str(caught.value) == (
        "data.max_overlap=0.01: 2 of 102 training rows have 1 of the 40 items (2.5 %) of benchmark.suites.solve; "
        "the first is train.jsonl:101, which has the problem of heldout.jsonl:1. Leave such rows out "
        "(`tutortrain data overlap train.jsonl heldout.jsonl --remove -o FILE`), or train on them all the same "
        "with data.max_overlap=1."
    )


@pytest.mark.usefixtures("folder")
def test_as_much_as_may_be_is_a_note() -> None:
    assert job("data.max_overlap=0.025").notes == (
        "1 problems that the benchmark asks stand in training rows",
    )


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("overrides", [["data.max_overlap=1"], ["benchmark=none"], ["data.num_train=100"]])
def test_nothing_is_refused_where_everything_may_be_seen_or_nothing_is(overrides: list[str]) -> None:
    assert job(*overrides).seen.ngram == frozenset()


@pytest.mark.usefixtures("folder")
def test_rows_may_have_what_is_read_to_a_model() -> None:
    passages = [row["prompt"] for row in rows_of("train", 100)]
    Path("text.jsonl").write_text("".join(f"{json.dumps({'text': text})}\n" for text in passages))
    alone = ["benchmark=none", RETENTION, "benchmark.suites.retention.file=text.jsonl"]
    assert job(*alone).notes == ()
