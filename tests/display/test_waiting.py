"""What takes long enough to wonder says what it is."""

import time

import pytest

from tutortrain.display import waiting as module
from tutortrain.display.waiting import waiting


@pytest.mark.parametrize(("seconds", "said"), [(0.0, ""), (0.3, "reading ...\n")])
def test_only_what_takes_long_is_told_in_one_line_of_a_log(monkeypatch, capsys, seconds, said):
    monkeypatch.setattr(module, "SECONDS_UNSEEN", 0.05)
    with waiting("reading"):
        time.sleep(seconds)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", said)


def test_an_error_ends_the_wait(monkeypatch, capsys):
    monkeypatch.setattr(module, "SECONDS_UNSEEN", 0.05)
    with pytest.raises(ValueError, match="broken"), waiting("reading"):
        raise ValueError("broken")
    time.sleep(0.1)
    assert capsys.readouterr().err == ""
