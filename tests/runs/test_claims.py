import os
import shutil
import stat
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

import pytest

from tutortrain.errors import RunError
from tutortrain.runs.claims import claim

NUM_PROCESSES = 32
CLAIMS_EACH = 8


def _claim_several(arguments: tuple[Path, int]) -> list[str]:
    parent, process = arguments
    return [claim(parent, "sft", f"process{process}").name for _ in range(CLAIMS_EACH)]


def test_numbers_count_up_with_three_digits_for_each_prefix(tmp_path):
    names = [claim(tmp_path, prefix, "x").name for prefix in ("sft", "sft", "dist", "sft")]
    assert names == ["sft_001_x", "sft_002_x", "dist_001_x", "sft_003_x"]


def test_processes_that_start_at_once_get_different_numbers(tmp_path):
    parent = tmp_path / "outputs" / "sft"
    with ProcessPoolExecutor(NUM_PROCESSES, mp_context=get_context("fork")) as pool:
        names = list(chain(*pool.map(_claim_several, [(parent, n) for n in range(NUM_PROCESSES)])))
    numbers = sorted(int(name.split("_")[1]) for name in names)
    assert numbers == list(range(1, NUM_PROCESSES * CLAIMS_EACH + 1))
    assert sorted(names) == sorted(path.name for path in parent.iterdir() if path.name != ".claims")


def test_a_number_is_not_used_again_when_its_directory_is_deleted(tmp_path):
    shutil.rmtree(claim(tmp_path, "sft", "first"))
    assert claim(tmp_path, "sft", "second").name == "sft_002_second"


def test_directories_without_a_claim_keep_their_numbers(tmp_path):
    (tmp_path / "sft_041_copied").mkdir()
    assert claim(tmp_path, "sft", "new").name == "sft_042_new"


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o007, 0o660)])
def test_a_claim_has_the_rights_of_any_other_file(tmp_path, umask, mode):
    former = os.umask(umask)
    try:
        claim(tmp_path, "sft", "x")
    finally:
        os.umask(former)
    assert stat.S_IMODE((tmp_path / ".claims" / "sft_001").stat().st_mode) == mode


def test_numbers_go_on_past_three_digits(tmp_path):
    (tmp_path / "sft_999_old").mkdir()
    assert claim(tmp_path, "sft", "new").name == "sft_1000_new"
    assert claim(tmp_path, "sft", "newer").name == "sft_1001_newer"


def test_a_place_that_cannot_hold_runs_is_an_error_with_a_remedy(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match=r"file/sft: .*output_root"):
        claim(tmp_path / "file" / "sft", "sft", "x")
