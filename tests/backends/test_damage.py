"""Killed processes, full disks and damaged files: what is left stands, and the error names the place."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.backends.small_models import write_model
from tutortrain.backends.base import Backend
from tutortrain.backends.local.border import computing
from tutortrain.errors import BackendError, ModelError
from tutortrain.runs.atomic import replacing

Open = Callable[..., Backend]


def test_a_folder_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "best"
    with replacing(folder) as temporary:
        (temporary / "weights").write_text("old")

    with pytest.raises(IsADirectoryError), replacing(folder) as temporary:
        temporary.write_text("a folder is no file")

    assert (folder / "weights").read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["best"]


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o007, 0o660)])
def test_every_file_of_a_checkpoint_has_the_rights_that_the_umask_gives(
    open_local: Open, umask: int, mode: int
) -> None:
    former = os.umask(umask)
    try:
        checkpoint = open_local().trainer().save("last")
    finally:
        os.umask(former)
    rights = {file.name: stat.S_IMODE(file.stat().st_mode) for file in Path(checkpoint.path).iterdir()}
    assert "adapter_model.safetensors" in rights
    assert set(rights.values()) == {mode}


def test_what_a_killed_process_left_is_no_obstacle(tmp_path: Path) -> None:
    for pid in (os.getpid(), 1):
        (tmp_path / f".best.{pid}.tmp").mkdir()

    with replacing(tmp_path / "best") as temporary:
        (temporary / "weights").write_text("new")

    assert [entry.name for entry in tmp_path.iterdir()] == ["best"]


@pytest.mark.parametrize("content", [b"", b"no state", b"\x80\x02garbage."])
def test_a_damaged_checkpoint_is_a_backend_error_with_its_place(open_local: Open, content: bytes) -> None:
    backend = open_local()
    state, weights = backend.trainer().save("one"), backend.trainer().save("two")
    Path(state.path, "trainer.pt").write_bytes(content)
    Path(weights.path, "adapter_model.safetensors").write_bytes(content)

    with pytest.raises(BackendError, match=r"Reading .*one/trainer\.pt failed"):
        backend.trainer(state)
    with pytest.raises(BackendError, match="two does not hold adapters"):
        backend.trainer(weights)


def test_a_full_disk_is_a_backend_error() -> None:
    with pytest.raises(BackendError, match=r"Saving failed: .*No space left"), computing("Saving"):
        raise OSError(28, "No space left on device")


def test_a_model_with_damaged_weights_is_a_model_error(open_local: Open, tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model")
    (folder / "model.safetensors").write_bytes(b"no weights")

    with pytest.raises(ModelError, match="cannot be loaded as a causal language model"):
        open_local(folder).sampler()


def test_weights_missing_from_the_folder_are_a_model_error(open_local: Open, tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model")
    (folder / "model.safetensors").unlink()

    with pytest.raises(ModelError, match="cannot be loaded as a causal language model"):
        open_local(folder).sampler()
