"""What ends a sweep."""

import shlex

from tutortrain.query.outcome import outcome


def test_a_sweep_ends_with_its_leaderboard_and_the_best_jobs_overrides(run):
    runs = [
        run({"training.lr": lr, "seed": 0}, {"eval/loss": loss}, overrides=(f"training.lr={lr}", "description=a b"))
        for lr, loss in [(1e-5, 0.75), (1e-4, 0.25), (1e-3, 0.5)]
    ]  # fmt: skip
    lines = "\n".join(outcome(runs, by=None, width=80)).splitlines()
    assert [line.split() for line in lines[:4]] == [
        ["eval.loss", "sd", "n", "lr", "runs"],
        ["0.250", "1", "0.0001", "sft_002_x"],
        ["0.500", "1", "0.001", "sft_003_x"],
        ["0.750", "1", "1e-05", "sft_001_x"],
    ]
    assert lines[4:-1] == ["", f"{runs[1].path} has the lowest eval.loss of 3 runs, 0.25"]
    assert shlex.split(lines[-1])[-2:] == ["training.lr=0.0001", "description=a b"]


def test_only_the_first_settings_are_shown_and_the_others_counted(run):
    runs = [run({"training.lr": n / 100}, {"eval/loss": float(n)}) for n in range(14)]
    lines = "\n".join(outcome(runs, by=None, width=80)).splitlines()
    assert lines[11] == "… 4 more: see `tutortrain leaderboard`"


def test_where_nothing_has_completed_there_is_nothing_to_rank(failed):
    assert outcome([failed], by=None, width=80) == []


def test_what_cannot_be_ranked_is_said(run):
    (line,) = outcome([run()], by=None, width=80)
    assert line.startswith("no leaderboard: none of these runs has benchmark.solve.accuracy or eval.loss")
