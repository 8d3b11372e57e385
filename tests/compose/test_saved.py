"""training_config.yaml as somebody may have left it."""

from pathlib import Path

import pytest

from tutortrain.compose.jobs import compose_job
from tutortrain.compose.saved import read_config, to_yaml
from tutortrain.errors import ConfigError, RunError


def test_a_saved_configuration_reads_back_equal(tmp_path: Path) -> None:
    config = compose_job(["training.lr=2e-5", "training.lora.targets=[q_proj,v_proj]"])
    file = tmp_path / "training_config.yaml"
    file.write_text(to_yaml(config))
    assert read_config(file) == config


@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe\xfa", b"- 1", b"a: b: c", b"\t- x", None])
def test_a_file_that_is_no_configuration_is_one_clear_error(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "training_config.yaml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(RunError) as caught:
        read_config(file)
    assert str(caught.value).startswith(str(file))
    assert str(caught.value).endswith("restore it, or begin the run anew")
    assert "\n" not in str(caught.value)


def test_a_setting_that_is_wrong_is_named_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "training_config.yaml"
    file.write_text(to_yaml(compose_job([])).replace("batch_size: 16", "batch_size: none"))
    with pytest.raises(ConfigError, match=rf"^{file}: training.batch_size: "):
        read_config(file)
