"""What is starred out wherever words of another program are written."""

import logging
from pathlib import Path

import pytest

from tutortrain.job.log import logging_to
from tutortrain.keys import read_key, without_keys

KEY = "tml-0a1b2c3d4e5f"


def test_a_key_that_was_read_is_hidden_whatever_its_variable_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MINE", f" {KEY}\n")
    assert without_keys(f"sent {KEY}") == f"sent {KEY}"
    assert read_key("MINE") == KEY
    assert without_keys(f"sent {KEY}, {KEY}") == "sent ***, ***"


@pytest.mark.parametrize("variable", ["WANDB_API_KEY", "HF_TOKEN", "MLFLOW_TRACKING_PASSWORD", "A_SECRET"])
def test_so_is_one_that_another_library_reads(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "0123456789abcdef")
    monkeypatch.setenv("SHORTER_TOKEN", "0123456789")
    assert without_keys("0123456789abcdef and 0123456789") == "*** and ***"


def test_words_are_not_taken_for_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "EMPTY")
    monkeypatch.setenv("UNSET_TOKEN", "")
    assert (read_key("OPENAI_API_KEY"), read_key("NOWHERE")) == ("EMPTY", "")
    assert without_keys("EMPTY is not empty") == "EMPTY is not empty"


def test_a_traceback_in_the_log_holds_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_TOKEN", "0123456789abcdef")
    answer = ValueError("a server says: headers are {'X-API-Key': '0123456789abcdef'}")
    failure = OSError("the request failed")
    failure.__cause__ = answer
    with logging_to(tmp_path / "train.log"):
        logging.getLogger("tutortrain").error("failed with %s", "0123456789abcdef", exc_info=failure)
    written = (tmp_path / "train.log").read_text()
    assert "failed with ***" in written
    assert "{'X-API-Key': '***'}" in written
    assert "0123456789abcdef" not in written


def test_a_password_in_an_address_is_starred_out() -> None:
    said = without_keys("API request to http://bob:hunter2@host:5000/api failed; see http://host:5000/docs")
    assert said == "API request to http://bob:***@host:5000/api failed; see http://host:5000/docs"
