"""What is asked of trackers before a run number is spent."""

from pathlib import Path

import pytest

from tutortrain.config.tracking import MlflowConfig, TensorBoardConfig, TrackerConfig
from tutortrain.errors import UserError
from tutortrain.tracking import TRACKERS, Kind, check_trackers

CHOSEN: list[TrackerConfig] = [
    TensorBoardConfig(kind="tensorboard"),
    MlflowConfig(kind="mlflow", experiment="e", tracking_uri=None),
]
NOWHERE = "no_such_module:Tracker"


def test_all_missing_packages_are_told_together_with_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TRACKERS, "tensorboard", Kind(open=NOWHERE, packages=("no_such_package",)))
    monkeypatch.setitem(TRACKERS, "mlflow", Kind(open=NOWHERE, packages=("json", "nothing_a", "nothing_b")))
    told = (
        r"^tracking=tensorboard needs no_such_package; tracking=mlflow needs nothing_a, nothing_b: "
        r"pip install 'tutortrain\[track\]'$"
    )
    with pytest.raises(UserError, match=told):
        check_trackers(CHOSEN)


def test_a_folder_that_is_called_like_a_package_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a_folder").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(TRACKERS, "tensorboard", Kind(open=NOWHERE, packages=("a_folder",)))
    with pytest.raises(UserError, match="tensorboard needs a_folder"):
        check_trackers(CHOSEN[:1])


def test_nothing_is_imported_to_find_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("tensorboard", "mlflow"):
        monkeypatch.setitem(TRACKERS, name, Kind(open=NOWHERE, packages=("json",)))
    check_trackers(CHOSEN)
