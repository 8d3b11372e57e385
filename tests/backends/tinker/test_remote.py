"""What `tutortrain tinker` shows, fetches and deletes, over a real server and after a real run."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from peft import PeftConfig, PeftModelForCausalLM
from transformers import AutoModelForCausalLM

from tests.backends.tinker.server import INSTALLED
from tests.end_to_end.command_line import TRAIN, TUTORTRAIN, only_run, read_json, rows, run

pytestmark = [pytest.mark.tinker, pytest.mark.skipif(not INSTALLED, reason="this environment has no server")]
Command = Callable[..., subprocess.CompletedProcess[str]]
STEPS = ["training.max_steps=4", "training.checkpoint.every=2", "training.checkpoint.keep_last=2"]


@pytest.fixture(scope="module")
def trained(tinker_url: str, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one run of four steps, whose two checkpoints the server keeps."""
    here = tmp_path_factory.mktemp("trained")
    done = run(
        TRAIN,
        *("backend=tinker", f"backend.base_url={tinker_url}", f"model.base_model={folder}"),
        *("model.max_length=320", "training.lora.rank=4", "training.lora.alpha=32", "training.lr=0.01"),
        *("benchmark=none", "data.num_train=16", "data.num_eval=4", "training.batch_size=4", *STEPS),
        cwd=here,
    )
    assert done.returncode == 0, done.stderr
    return here


@pytest.fixture
def here(trained: Path, tmp_path: Path) -> Path:
    """A copy of that folder: what one test changes in it, no other sees."""
    return Path(shutil.copytree(trained, tmp_path / "here"))


@pytest.fixture
def tinker_command(here: Path) -> Command:
    """Runs `tutortrain tinker` with these arguments in that folder."""
    return lambda *arguments: run(TUTORTRAIN, "tinker", *arguments, cwd=here)


def saved(here: Path) -> list[str]:
    return [row["path"] for row in rows(only_run(here) / "checkpoints.jsonl")]


def test_run_and_training_run_point_at_each_other(
    here: Path, tinker_url: str, tinker_command: Command
) -> None:
    remote = read_json(only_run(here) / "run.json")["remote"]
    assert remote["service"] == tinker_url
    assert all(path.startswith(f"tinker://{remote['run_id']}/weights/") for path in saved(here))

    listed = tinker_command("runs", "--base-url", tinker_url, "-n", "500").stdout.splitlines()
    (line,) = [line for line in listed if line.startswith(remote["run_id"])]
    assert line.split()[-1] == "4"
    # skyrl 0.4.0 keeps no metadata of a training run, so our name is not among what it tells
    assert line.split()[1] in ("-", only_run(here).name)


def test_status_tells_of_both_sides(
    here: Path, tinker_url: str, folder: Path, tinker_command: Command
) -> None:
    shown = tinker_command("status", "sft_001").stdout

    assert f"{only_run(here).relative_to(here)} (completed)" in shown
    assert f"service       {tinker_url}" in shown
    assert f"model         {folder}, rank 4" in shown
    assert "2 training, 1 sampler" in shown


def test_checkpoints_are_those_of_the_log_by_short_name_and_by_the_services_own(
    here: Path, tinker_url: str, tinker_command: Command
) -> None:
    shown = tinker_command("checkpoints", "sft_001").stdout.splitlines()
    run_id = read_json(only_run(here) / "run.json")["remote"]["run_id"]

    assert [line.split()[0] for line in shown if "/weights/" in line] == saved(here)
    assert tinker_command("checkpoints", run_id, "--base-url", tinker_url).stdout.splitlines() == shown


def test_what_neither_side_knows_is_refused(tinker_url: str, tinker_command: Command) -> None:
    for command in ("status", "checkpoints", "delete"):
        done = tinker_command(command, "model_none", "--base-url", tinker_url)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{tinker_url} has no training run 'model_none', and no run here is called so" in done.stderr


def test_nothing_is_deleted_without_a_yes(here: Path, tinker_command: Command) -> None:
    done = tinker_command("delete", "sft_001")

    assert done.returncode == 1
    assert all(path in done.stdout for path in saved(here))
    assert "2 training, 1 sampler" in tinker_command("status", "sft_001").stdout
    assert all(row["kept"] for row in rows(only_run(here) / "checkpoints.jsonl"))


def test_what_is_fetched_loads_completely_by_plain_peft_and_is_what_the_service_asks(
    here: Path, folder: Path, tinker_command: Command
) -> None:
    done = tinker_command("download", "sft_001", "adapters")
    assert done.returncode == 0, done.stderr
    assert read_json(only_run(here) / "fingerprint.json")["model"] in done.stdout
    # skyrl 0.4.0 leaves null in adapter_config.json which layers carry adapters
    assert "filled in: target_modules, task_type" in done.stdout
    (verified,) = [line for line in done.stdout.splitlines() if line.startswith("verified: ")]
    there, without = re.findall(r"([0-9.]+e[-+][0-9]+)", verified)
    assert float(there) < 1e-4 < float(without)

    base = AutoModelForCausalLM.from_pretrained(folder)
    loaded = PeftModelForCausalLM(base, PeftConfig.from_pretrained(here / "adapters"))
    astray = loaded.load_adapter(here / "adapters", "default")
    assert (astray.missing_keys, astray.unexpected_keys) == ([], [])
    assert read_json(here / "adapters" / "adapter_config.json")["base_model_name_or_path"] == str(folder)

    again = tinker_command("download", "sft_001", "adapters")
    assert (again.returncode, "adapters is there already" in again.stderr) == (2, True)


def test_deleted_is_deleted_and_the_run_remembers_it(
    trained: Path, tinker_url: str, tinker_command: Command, here: Path
) -> None:
    """The last test of this file, for what it deletes all of them share."""
    done = tinker_command("delete", "sft_001", "--yes")
    assert done.stdout.splitlines()[-1] == "Deleted 3."
    assert not any(row["kept"] for row in rows(only_run(here) / "checkpoints.jsonl"))
    assert "keeps no checkpoint of sft_001" in tinker_command("checkpoints", "sft_001").stdout
    again = tinker_command("delete", "sft_001", "--yes")
    assert (again.returncode, "there is nothing to delete" in again.stderr) == (2, True)
    one = tinker_command("delete", saved(trained)[0], "--base-url", tinker_url, "--yes")
    assert (one.returncode, f"has no checkpoint {saved(trained)[0]}" in one.stderr) == (2, True)
