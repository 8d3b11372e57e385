import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tutortrain.config.data import PlainData
from tutortrain.data.load import load
from tutortrain.runs.jsonl import read_rows
from tutortrain.runs.metrics import MetricsLog

NOW = 1_800_000_000.0


def test_help_names_the_commands_and_is_quick(tutortrain):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = tutortrain("--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.3
    assert done.returncode == 0
    for command in (
        "train",
        "plan",
        "resume",
        "rerun",
        "watch",
        "clean",
        "ls",
        "leaderboard",
        "best",
        "compare",
        "data",
    ):
        assert f"\n  {command} " in done.stdout


def test_help_ls_and_compare_import_nothing_heavy(here, make_run):
    make_run("outputs/sft/sft_001_a")
    make_run("outputs/sft/sft_002_b", lr=1e-4)
    heavy = {"torch", "transformers", "tinker", "hydra", "omegaconf"}
    script = (
        "import sys\nfrom tutortrain.cli import main\n"
        "for line in (['--help'], ['ls'], ['compare', 'sft_001', 'sft_002']):\n"
        "    main(line)\n"
        "print('modules:', *sorted(name for name in sys.modules if '.' not in name))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split()[1:])
    assert "tutortrain" in loaded
    assert loaded & heavy == set()


def test_runs_are_listed_with_their_scores_the_newest_last(tutortrain, make_run):
    newer = make_run("outputs/sft/sft_001_new", created=NOW, solve__accuracy=0.5, hint__leak_rate=0.1234)
    older = make_run("multirun/sft/sft_001_old/0_seed0", created=NOW - 100)
    with MetricsLog(newer / "metrics.jsonl") as log:
        log.write(1, {"train/loss": 1.25})
    lines = [line.split() for line in tutortrain("ls").stdout.splitlines()]
    assert [line[:3] for line in lines] == [
        ["run", "status", "method"],
        [str(older), "completed", "sft"],
        [str(newer), "completed", "sft"],
    ]
    assert lines[2][-2:] == ["0.500", "0.123"]


def test_ls_takes_short_names_and_prints_json(tutortrain, make_run):
    make_run("outputs/sft/sft_001_a")
    make_run("outputs/sft/sft_002_b", lr=1e-4)
    (listed,) = json.loads(tutortrain("ls", "sft_002", "--json").stdout)
    assert listed["path"] == "outputs/sft/sft_002_b"
    assert listed["config"]["training.lr"] == 1e-4


def test_a_damaged_run_is_listed_as_such(tutortrain, make_run):
    make_run("outputs/sft/sft_001_a")
    (make_run("outputs/sft/sft_002_b") / "run.json").write_text("{")
    done = tutortrain("ls")
    assert "outputs/sft/sft_002_b  damaged" in done.stdout
    assert "run.json: expected a JSON object, and this is not JSON at line 1" in done.stderr
    assert "outputs/sft/sft_001_a  completed" in done.stdout


def test_without_runs_ls_says_how_to_make_one(tutortrain):
    done = tutortrain("ls")
    assert (done.returncode, done.stdout) == (
        0,
        "No runs yet under outputs/ or multirun/: `tutortrain train` makes one.\n",
    )


def test_a_mistake_is_one_message_without_a_traceback(tutortrain, make_run):
    make_run("outputs/sft/sft_001_a")
    done = tutortrain("ls", "sft_01")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        "error: There is no run 'sft_01', neither as a path nor under outputs/ or multirun/. "
        "Nearest: sft_001_a"
    )
    assert done.stderr.count("\n") == 1


def test_compare_shows_what_was_set_differently(tutortrain, make_run):
    make_run("outputs/sft/sft_001_a", lr=1e-5)
    make_run("outputs/sft/sft_002_b", lr=1e-4)
    done = tutortrain("compare", "sft_001", "sft_002")
    assert done.returncode == 0, done.stderr
    row = next(line.split() for line in done.stdout.splitlines() if "training.lr" in line)
    assert row == ["training.lr", "1e-05", "0.0001"]


def test_jobs_of_sweeps_are_headed_by_their_sweep_and_number(tutortrain, make_run, here, monkeypatch):
    make_run("multirun/sft/sft_001_lr/0_lr1e-5")
    make_run("multirun/sft/sft_001_lr/1_lr1e-4", lr=1e-4)
    make_run("multirun/sft/sft_002_seed/0_seed0")
    heading = tutortrain("compare", "sft_001", "sft_002").stdout.splitlines()[0]
    assert heading.split()[-3:] == ["sft_001/0", "sft_001/1", "sft_002/0"]
    monkeypatch.chdir("multirun/sft/sft_001_lr")
    heading = tutortrain("compare", "0_lr1e-5", "1_lr1e-4").stdout.splitlines()[0]
    assert heading.split()[-2:] == ["sft_001/0", "sft_001/1"]


def test_compare_wants_two_runs(tutortrain, make_run):
    make_run("outputs/sft/sft_001_a")
    done = tutortrain("compare", "sft_001", "outputs/sft/sft_001_a")
    assert done.returncode == 2
    assert "means only outputs/sft/sft_001_a; comparing takes two runs or more" in done.stderr


def test_the_embedded_data_is_written_in_the_format_that_is_read(tutortrain, here):
    done = tutortrain("data", "write-embedded", "problems")
    assert done.stdout == "problems/train.jsonl: 5000 rows\nproblems/heldout.jsonl: 400 rows\n"
    files = {"train_file": "problems/train.jsonl", "eval_file": "problems/heldout.jsonl"}
    rest = {"num_train": None, "num_eval": None, "on_too_long": "error", "max_overlap": 0.01, "request": ""}
    written = load(PlainData(kind="jsonl", **files, **rest))
    nothing = {"train_file": None, "eval_file": None}
    embedded = load(PlainData(kind="embedded", **nothing, **rest))
    assert [row.messages for row in written.train] == [row.messages for row in embedded.train]
    assert [row.answer for row in written.held_out] == [row.answer for row in embedded.held_out]
    assert {side: file.sha256 for side, file in written.files.items()} == {
        side: file.sha256 for side, file in embedded.files.items()
    }


def test_files_that_exist_are_replaced_only_by_force(tutortrain, here):
    Path("problems").mkdir()
    Path("problems/train.jsonl").write_text("mine")
    done = tutortrain("data", "write-embedded", "problems")
    assert done.returncode == 2
    assert done.stderr == (
        "error: problems/train.jsonl would be replaced; add --force if that is meant, or name another folder.\n"
    )
    assert Path("problems/train.jsonl").read_text() == "mine"
    assert tutortrain("data", "write-embedded", "problems", "--force").returncode == 0
    assert len(read_rows(Path("problems/train.jsonl"))) == 5000


def test_a_plan_says_what_a_run_would_take_and_leaves_nothing(tutortrain, here):
    done = tutortrain("plan", "training.max_steps=7", "data.num_train=64", "benchmark.num_items=40")
    assert done.returncode == 0, done.stderr
    assert "  rows       64 an epoch, 16 a step" in done.stdout
    assert "  steps      7" in done.stdout
    assert "learned (counted)" in done.stdout
    assert "  solve      40 items can show a difference of 21.9 points *" in done.stdout
    with_text = "+benchmark/suites@benchmark.suites.retention=retention"
    assert "  retention  40 items\n" in tutortrain("plan", "benchmark.num_items=40", with_text).stdout
    assert list(here.iterdir()) == []


def test_a_plan_of_a_sweep_has_every_job_and_mistakes_are_those_of_a_run(tutortrain):
    done = tutortrain("plan", "-m", "method=sft,rlvr", "benchmark=none")
    assert [line.split()[0] for line in done.stdout.splitlines() if " of tiny on " in line] == ["sft", "rlvr"]
    assert "(at most)" in done.stdout
    assert done.stdout.splitlines()[0] == "job 0: method=sft"
    assert done.stdout.splitlines()[-1].startswith("2 jobs in all: ")
    mistaken = tutortrain("plan", "training.lrr=1")
    assert (mistaken.returncode, "did you mean training.lr?" in mistaken.stderr) == (2, True)


def test_a_plan_of_a_search_shows_the_ends_of_its_space(tutortrain, here):
    done = tutortrain("plan", "-m", "experiment=tune_lr", "benchmark=none", "training.max_steps=7")
    titles = [line for line in done.stdout.splitlines() if line.startswith("for example")]
    assert (done.returncode, len(titles)) == (0, 4), done.stderr
    assert "training.lr=0.01" in titles[1]
    assert done.stdout.splitlines()[-1] == "20 jobs in all: 140 steps at most"
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("option", ["--config-name=x", "--config-path=x", "--experimental-rerun=x"])
def test_an_option_that_goes_past_the_configuration_is_refused(tutortrain, option):
    done = tutortrain("plan", option)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(f"error: {option.partition('=')[0]}: ")


def test_a_key_is_no_setting_of_a_sweep_that_goes_on(tutortrain, here):
    done = tutortrain("resume", "sft_001", f"description=sk-{'0123456789abcdef' * 2}")
    assert done.returncode == 2
    assert done.stderr.startswith("error: description: the value looks like a secret key")
