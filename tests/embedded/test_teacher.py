"""The adapters that ship with the project: their size, that they are shipped, and that they are what was meant."""

import json
import subprocess
from pathlib import Path

import pytest

import tutortrain
from tutortrain.backends.named import TEACHER_FOLDER

FILES = ["adapter_config.json", "adapter_model.safetensors"]


def test_they_take_at_most_half_a_megabyte() -> None:
    assert sorted(path.name for path in TEACHER_FOLDER.iterdir()) == FILES
    assert sum(path.stat().st_size for path in TEACHER_FOLDER.iterdir()) <= 500_000


def test_they_belong_to_the_embedded_model_wherever_that_lies() -> None:
    assert json.loads((TEACHER_FOLDER / FILES[0]).read_text())["base_model_name_or_path"] == "tiny"


def test_a_wheel_holds_them() -> None:
    """Hatchling packs all below the package but what git ignores."""
    package = Path(tutortrain.__file__).parent
    if not (package.parent / ".git").exists():
        pytest.skip("not in a git checkout")
    shown = subprocess.run(
        [
            "git",
            "ls-files",
            "--others",
            "--cached",
            "--exclude-standard",
            TEACHER_FOLDER.relative_to(package),
        ],
        cwd=package,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [Path(name).name for name in shown.stdout.split()] == FILES
