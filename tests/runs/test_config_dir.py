"""A folder of choices of the user's own, found again from the run that was begun with it."""

from pathlib import Path

import pytest

from tutortrain.errors import RunError
from tutortrain.runs import sweep as sweeps
from tutortrain.runs.config_dir import as_options, config_dir
from tutortrain.runs.sweep import SweepManifest

HYDRAS_OWN = """\
hydra:
  runtime:
    config_sources:
    - {path: hydra.conf, schema: pkg, provider: hydra}
    - {path: /home/me/mine, schema: file, provider: command-line}
"""


def write(run: Path, content: str) -> Path:
    (run / ".hydra").mkdir()
    (run / ".hydra" / "hydra.yaml").write_text(content)
    return run


def test_a_run_tells_it_in_hydras_own_file(tmp_path: Path) -> None:
    assert config_dir(tmp_path) is None
    assert config_dir(write(tmp_path, HYDRAS_OWN)) == "/home/me/mine"


def test_a_job_has_that_of_its_sweep(tmp_path: Path) -> None:
    manifest = SweepManifest(
        name="x", created="", status="completed", overrides=(), config_dir="mine", jobs=()
    )
    sweeps.write(tmp_path, manifest)
    assert as_options(config_dir(tmp_path / "0_seed0")) == ("--config-dir", "mine")


@pytest.mark.parametrize(
    "content", ["a: [", "[]", "hydra: {runtime: 3}", "hydra: {runtime: {config_sources: 3}}"]
)
def test_a_damaged_file_is_named(content: str, tmp_path: Path) -> None:
    with pytest.raises(RunError) as caught:
        config_dir(write(tmp_path, content))
    assert str(caught.value).startswith(str(tmp_path / ".hydra" / "hydra.yaml"))
    assert str(caught.value).endswith("restore it or remove the run")
