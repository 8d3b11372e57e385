"""Every run leaves a report, and none fails for want of one."""

import pytest

from tutortrain.errors import RunFailed
from tutortrain.job.reporting import reported
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.record import Record


@pytest.fixture
def directory(tmp_path):
    return RunDirectory(tmp_path)


def begin(directory):
    return Record.begin(directory, config={"method.kind": "sft"}, overrides=[], started=0.0)


def test_a_run_that_failed_has_a_report_that_says_so(directory):
    with pytest.raises(RunFailed), reported(directory), begin(directory):
        raise RunFailed("the disk is on fire")
    text = directory.report.read_text()
    assert '"title": "This run failed."' in text
    assert "RunFailed: the disk is on fire" in text


def test_a_report_that_cannot_be_written_is_said_and_fails_no_run(directory, capsys):
    directory.report.mkdir()
    with reported(directory), begin(directory):
        pass
    said = " ".join(capsys.readouterr().err.split())
    assert "report.html was not written; `tutortrain report" in said
    assert "Is a directory" in said
