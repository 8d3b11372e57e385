"""What others can see of a run while it works."""

import io
import time
from pathlib import Path

from rich.console import Console

from tutortrain.display import open_display
from tutortrain.display.reporting import Reporting
from tutortrain.runs import progress


def test_what_is_shown_here_can_be_read_elsewhere(tmp_path: Path, monkeypatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    path, written = tmp_path / "progress.json", io.StringIO()
    with open_display(Console(file=written)) as shown:
        display = Reporting(shown, path)
        display.begin("baseline solve", 4)
        display.advance(4)
        display.begin("training", 10, 2)
        seen = []
        for done, seconds in ((3, 0.5), (4, 0.5), (5, 0.5), (10, 0.1)):
            now[0] += seconds
            display.advance(done, {"train/loss": 1.0})
            found = progress.read(path)
            assert found is not None
            seen.append(found.stage.done)
        display.note("done")
    assert seen == [2, 4, 4, 10]
    assert [(one.name, one.first, one.done, one.total) for one in found.stages] == [
        ("baseline solve", 0, 4, 4),
        ("training", 2, 10, 10),
    ]
    assert "training 10/10  loss 1.0000" in written.getvalue()
    assert written.getvalue().endswith("done\n")
