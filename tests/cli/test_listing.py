"""ls, leaderboard and best on runs that were made for it."""

import csv
import io
import json
import os
import pty
import resource
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND

NUM_RUNS = 10_000
OVERRIDES = ["training.lr=0.0001", 'description="it\'s $HOME; rm *"', "model.base_model=a b", "tags=[a,b]"]


@pytest.fixture
def three(make_run) -> list[Path]:
    """Two learning rates with scores, and a run that was never benchmarked."""
    return [
        make_run("outputs/sft/sft_001_low", lr=1e-5, created=1e9, solve__accuracy=0.6, hint__leak_rate=0.25),
        make_run("outputs/sft/sft_002_high", lr=1e-3, created=2e9, solve__accuracy=0.8, hint__leak_rate=0.5),
        make_run("outputs/sft/sft_003_none", lr=1e-6, created=3e9),
    ]


def first_cells(table: str) -> list[str]:
    return [line.split()[0] for line in table.splitlines()[1:]]


def test_a_condition_chooses_runs_and_what_it_asks_for_is_shown(tutortrain, three):
    done = tutortrain("ls", "--where", "training.lr < 1e-4 and solve > 0.5")
    header, row = (line.split() for line in done.stdout.splitlines())
    assert (header[-1], row[0], row[-1]) == ("training.lr", str(three[0]), "1e-05")
    assert done.stderr == (
        "note: 1 of 3 runs have no benchmark.solve.accuracy, and --where leaves them out\n"
    )


def test_a_list_is_sorted_and_cut(tutortrain, three):
    low, high, none = map(str, three)
    assert first_cells(tutortrain("ls", "--sort", "lr").stdout) == [none, low, high]
    assert first_cells(tutortrain("ls", "--sort", "-lr", "--top", "2").stdout) == [high, low]
    assert first_cells(tutortrain("ls", "--sort", "lr", "--reverse").stdout) == [high, low, none]
    done = tutortrain("ls", "--sort", "-solve")
    assert first_cells(done.stdout) == [high, low, none]
    assert done.stderr == "note: 1 of 3 runs have no benchmark.solve.accuracy and come last\n"


def test_without_an_order_the_top_are_the_newest(tutortrain, three):
    assert first_cells(tutortrain("ls", "--top", "2").stdout) == [str(path) for path in three[1:]]
    assert first_cells(tutortrain("ls", "--top", "1", "--reverse").stdout) == [str(three[2])]


def test_columns_are_chosen_by_name_for_people_and_for_programs(tutortrain, three):
    asked = ("ls", "--where", "lr > 1e-6", "--columns", "run, lr,leak")
    assert tutortrain(*asked).stdout.splitlines() == [
        "run                          lr   leak",
        "outputs/sft/sft_001_low   1e-05  0.250",
        "outputs/sft/sft_002_high  0.001  0.500",
    ]
    assert tutortrain(*asked, "--md").stdout.splitlines() == [
        "| run | lr | leak |",
        "| --- | ---: | ---: |",
        "| outputs/sft/sft_001_low | 1e-05 | 0.250 |",
        "| outputs/sft/sft_002_high | 0.001 | 0.500 |",
    ]
    values = [
        {"path": str(three[0]), "training.lr": 1e-5, "benchmark.hint.leak_rate": 0.25},
        {"path": str(three[1]), "training.lr": 1e-3, "benchmark.hint.leak_rate": 0.5},
    ]
    assert json.loads(tutortrain(*asked, "--json").stdout) == values
    rows = csv.DictReader(io.StringIO(tutortrain(*asked, "--csv").stdout))
    assert list(rows) == [{key: str(value) for key, value in row.items()} for row in values]


def test_a_value_that_is_missing_is_null_or_empty(tutortrain, three):
    asked = ("ls", "sft_003", "sft_001", "--columns", "name,solve")
    assert json.loads(tutortrain(*asked, "--json").stdout)[1]["benchmark.solve.accuracy"] is None
    assert tutortrain(*asked, "--csv").stdout.splitlines()[2] == "sft_003_none,"


def test_two_formats_at_once_are_refused(tutortrain, three):
    done = tutortrain("ls", "--csv", "--md")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: --csv and --md: choose one of them\n"


def test_a_mistake_in_a_condition_is_shown_at_its_place(tutortrain, three):
    done = tutortrain("ls", "--where", "lr < 1 and solv > 0.5")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "error: --where: no run here has 'solv'; nearest: benchmark.solve.accuracy; "
        "text is written in quotes: 'solv'",
        "  lr < 1 and solv > 0.5",
        "             ^^^^",
    ]


def test_a_job_of_a_sweep_is_found_by_its_number_there(tutortrain, make_run):
    jobs = [make_run(f"multirun/sft/sft_001_seed/{seed}_seed{seed}", seed=seed) for seed in (0, 1)]
    assert first_cells(tutortrain("ls", "sft_001/1").stdout) == [str(jobs[1])]


def test_a_terminal_gets_a_table_that_fits(three):
    """A real one: what the process writes to is a pseudo-terminal, said to have 50 columns."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "50"}
    done = subprocess.run(
        [*COMMAND, "ls"], stdout=theirs, stderr=subprocess.PIPE, text=True, env=environment, check=True
    )
    shown = os.read(ours, 10_000).decode().splitlines()
    for end in (ours, theirs):
        os.close(end)
    assert max(map(len, shown)) <= 50
    assert shown[0].split() == ["run", "status", "seconds", "solve", "leak"]
    assert shown[1].startswith("sft_001_low   completed ")
    assert done.stderr == "note: no room in 50 columns for created, method; choose with --columns\n"


def test_a_leaderboard_has_a_line_for_each_setting_with_its_mean_over_seeds(tutortrain, make_run):
    for lr, scores in ((1e-5, (0.5, 0.7, 0.9)), (1e-4, (0.8,))):
        for seed, score in enumerate(scores):
            name = f"multirun/sft/sft_001_x/{int(lr > 1e-5) * 3 + seed}_lr{lr}"
            make_run(name, lr=lr, seed=seed, solve__accuracy=score)
    make_run("outputs/sft/sft_002_none")
    done = tutortrain("leaderboard", "--highest")
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["benchmark.solve.accuracy", "sd", "n", "lr", "runs"],
        ["0.800", "1", "0.0001", "sft_001/3_lr0.0001"],
        ["0.700", "0.200", "3", "1e-05", *(f"sft_001/{seed}_lr1e-05" for seed in range(3))],
    ]
    assert done.stderr.splitlines() == [
        "note: the best is the highest benchmark.solve.accuracy, a mean over n runs",
        "note: 1 of 5 completed runs have no benchmark.solve.accuracy and are left out",
    ]
    (second,) = json.loads(tutortrain("leaderboard", "--lowest", "--top", "1", "--json").stdout)
    assert (second["training.lr"], second["n"], len(second["runs"])) == (1e-5, 3, 3)
    assert second["sd"] == pytest.approx(0.2)


def test_the_best_runs_overrides_go_through_a_shell_unchanged(tutortrain, make_run):
    make_run("multirun/sft/sft_001_x/0_a", solve__accuracy=0.25, overrides=["training.lr=1"])
    best = make_run("multirun/sft/sft_001_x/1_b", lr=1e-4, solve__accuracy=0.75, overrides=OVERRIDES)
    done = tutortrain("best", "multirun/sft/sft_001_x", "--by", "solve", "--highest")
    assert shlex.split(done.stdout) == OVERRIDES
    pasted = subprocess.run(["sh", "-c", f"printf '%s\\n' {done.stdout}"], capture_output=True, text=True)
    assert pasted.stdout.splitlines() == OVERRIDES
    assert done.stderr == f"note: {best} has the highest benchmark.solve.accuracy of 2 runs, 0.75\n"


def test_best_says_what_speaks_for_caution(tutortrain, make_run):
    for number, (lr, score) in enumerate([(1e-5, 0.75), (1e-5, 0.25), (1e-4, 0.75), (1e-4, 0.625)]):
        path = f"outputs/sft/sft_00{number}_x"
        make_run(path, lr=lr, seed=number, created=1e9 + number, solve__accuracy=score)
    done = tutortrain("best", "outputs", "--highest")
    assert done.stdout == "\n"
    assert done.stderr.splitlines() == [
        "note: outputs/sft/sft_000_x has the highest benchmark.solve.accuracy of 4 runs, 0.75",
        "note: 1 later run came out exactly as good",
        "note: the mean over 2 seeds with these settings is 0.5",
        "note: other settings have a better mean, 0.6875: see `tutortrain leaderboard`",
        "note: it had no overrides",
    ]


def test_best_does_not_guess_which_way_is_better(tutortrain, three):
    done = tutortrain("best", "outputs", "--by", "lr")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: --by training.lr: it is not known which way is better; add --highest or --lowest\n"
    )


def test_asking_many_runs_imports_nothing_heavy(three):
    """Beside pydantic, which reads run.json, and which typer 0.29 loads for the arguments anyway."""
    script = (
        "import sys\n"
        "from tutortrain.cli import best, leaderboard, ls\n"
        "ls.ls(where='lr < 1 and solve > 0', sort='solve', top=2)\n"
        "leaderboard.leaderboard(highest=True)\n"
        "best.best(['outputs'], highest=True)\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "tutortrain.query.standings" in loaded
    assert loaded.isdisjoint({"torch", "hydra", "omegaconf", "numpy", "rich"})


@pytest.mark.timed
def test_ten_thousand_runs_are_searched_in_two_seconds(make_run):
    """Manifests of 80 settings, as real ones have, and no benchmark that says which way is better."""
    first = make_run("outputs/sft/sft_00000_x", solve__accuracy=0.0)
    raw = json.loads((first / "run.json").read_text())
    raw["config"].update({f"group.setting_{number}": number for number in range(80)})
    for number in range(1, NUM_RUNS):
        raw["config"]["training.lr"] = 1e-5 * (1 + number % 20)
        raw["metrics"]["final"]["benchmark/solve/accuracy"] = number * 7919 % NUM_RUNS / NUM_RUNS
        path = first.with_name(f"sft_{number:05d}_x")
        path.mkdir()
        (path / "run.json").write_text(json.dumps({**raw, "name": path.name}, indent=2))
    asked = ["ls", "--where", "training.lr < 1e-4 and solve > 0.5", "--sort", "-solve", "--top", "20"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([*COMMAND, *asked], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    scores = [float(line.split()[-2]) for line in done.stdout.splitlines()[1:]]
    assert len(scores) == 20
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0.99
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2
