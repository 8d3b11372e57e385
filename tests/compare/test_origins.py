"""What a run came from beside its settings, and what is left out of a comparison."""

import pytest

from tests.runs.manifests import make_manifest
from tutortrain.compare.runs import ComparedRun, origins, without
from tutortrain.errors import UserError
from tutortrain.runs.manifest import DataFile, Git


def test_code_packages_and_data_are_told_apart():
    manifest = make_manifest(
        git=Git(sha="0123456789abcdef", dirty=True, diff="fedcba9876543210"),
        packages={"torch": "2.13.0"},
        data={"train": DataFile(path="train.jsonl", sha256="ab" * 32, num_rows=12)},
    )
    assert origins(manifest) == {
        "code": "01234567 + changes fedcba98",
        "torch": "2.13.0",
        "data train": "12 rows abababab",
    }
    assert origins(make_manifest(git=Git(sha="0123456789abcdef", dirty=False)))["code"] == "01234567"
    assert "code" not in origins(make_manifest(git=None))


def compared_run():
    return ComparedRun(
        name="sft_001",
        status="completed",
        config={"training.lr": 1e-3, "seed": 0},
        final={"train/loss": 1.0, "eval/loss": 1.0},
        origins={"torch": "2.13.0", "python": "3.11.7"},
    )


def test_what_matches_a_pattern_is_left_out_of_settings_origins_and_metrics():
    run = without(["^seed$", "torch", "train/"], compared_run())
    assert (run.config, run.origins, run.final) == (
        {"training.lr": 1e-3},
        {"python": "3.11.7"},
        {"eval/loss": 1.0},
    )


def test_a_pattern_that_is_none_is_refused():
    with pytest.raises(UserError, match=r"--ignore '\[' is no regular expression: unterminated"):
        without(["["], compared_run())
