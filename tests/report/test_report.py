"""What stands in the file, read as a program reads it."""

import json
import re
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.compare.test_opinions import OPINION
from tests.report.conftest import HOSTILE, forget, serve
from tutortrain.errors import RunError
from tutortrain.report.rendering import default_file, write_report
from tutortrain.runs.directory import RunDirectory


@pytest.fixture
def report(tmp_path):
    """Writes a report of these runs and gives its text and its data."""

    def write(*runs):
        file = tmp_path / "out.html"
        write_report(runs, file)
        text = file.read_text()
        (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
        return text, json.loads(data)

    return write


def of(data, suite, score):
    (found,) = [
        s for one in data["suites"] if one["name"] == suite for s in one["scores"] if s["name"] == score
    ]
    return found


def test_a_run_is_shown_beside_what_it_was_before_with_intervals_and_a_verdict(report, make_run):
    _, data = report(make_run("outputs/rlvr/rlvr_001_a", num_right=40))
    before, after = of(data, "hint", "leak_rate")["points"]
    assert [data["models"][point["model"]]["name"] for point in (before, after)] == [
        "tiny, untouched",
        "rlvr_001",
    ]
    assert (before["value"], after["value"]) == (pytest.approx(50 / 60, abs=1e-5), 0.0)
    assert (round(after["low"], 3), round(after["high"], 3)) == (0.0, 0.060)
    assert [one["test"]["verdict"] for one in after["against"]] == ["better"]
    assert data["headline"]["title"] == "Better than before training, and worse in nothing that was measured."
    assert data["headline"]["sentences"][1] == {
        "text": "This tutor gives the answer away in 0 of 100 hints (before training: 83 of 100).",
        "verdict": "better",
        "needed": None,
    }


def test_no_difference_is_said_to_be_none_with_how_many_problems_would_show_it(report, make_run):
    run = make_run("outputs/rlvr/rlvr_001_a", num_right=33)
    results = json.loads((run / "benchmark_results.json").read_text())
    del results["suites"]["hint"]
    (run / "benchmark_results.json").write_text(json.dumps(results))
    _, data = report(run)
    assert data["headline"]["title"] == "No detectable difference from before training on 60 problems."
    (sentence,) = data["headline"]["sentences"]
    (against,) = of(data, "solve", "accuracy")["points"][1]["against"]
    assert (sentence["verdict"], sentence["needed"]) == (
        "no detectable difference",
        against["test"]["needed"],
    )
    assert 60 < sentence["needed"] < 120


def test_a_grade_that_became_worse_is_in_the_headline_whatever_the_averages_say(report, make_run):
    solved = [number for number in range(60) if number % 3]
    _, data = report(make_run("outputs/rlvr/rlvr_001_a", solved=solved))
    assert data["headline"]["title"] == "Better than before training, but worse in grade 1."
    (alarm,) = data["alarms"]
    assert (alarm["title"], alarm["part"]["by"], alarm["part"]["label"]) == ("Problems solved", "grade", "1")
    assert (alarm["part"]["difference"], alarm["part"]["num_paired"]) == (-0.5, 20)
    solve, leak, _ = data["shifts"]
    assert (solve["worse"], solve["better"]) == ([["grade", "1"]], [["grade", "10"], ["grade", "3"]])
    assert (leak["worse"], ["grade", "10"] in leak["better"]) == ([], True)


def test_a_sweep_counts_a_run_that_became_worse_somewhere(report, make_run):
    runs = [
        make_run(f"multirun/rlvr/rlvr_001_lr/{number}_lr", solved=solved)
        for number, solved in enumerate([range(40), range(50), [n for n in range(60) if n % 3]])
    ]
    _, data = report(*runs)
    assert (
        data["headline"]["title"] == "3 of 3 runs are better than before training; 1 got worse in something."
    )
    assert [(data["models"][alarm["a"]]["name"], alarm["part"]["label"]) for alarm in data["alarms"]] == [
        ("tiny, untouched", "1")
    ]


def test_a_server_of_the_run_stands_beside_it_with_the_replies_that_differ(report, make_run, make_trained):
    run = make_run("outputs/rlvr/rlvr_001_a")
    serve(run, make_trained("rlvr_001_a", range(39)), "http://127.0.0.1:8000/v1")
    _, data = report(run)
    assert [model["name"] for model in data["models"]] == [
        "tiny, untouched",
        "rlvr_001",
        "rlvr_001 at 127.0.0.1:8000/v1",
    ]
    assert data["headline"]["title"].startswith("Better than before training")
    (served,) = [pair for pair in data["changes"]["pairs"] if pair["b"] == 2]
    assert (served["a"], [(item["item"], item["kind"]) for item in served["items"]]) == (
        1,
        [("problem-39", "broken")],
    )


def test_a_baseline_of_other_scores_is_not_taken_for_the_one_before_the_run(report, make_run, here):
    run = make_run("outputs/rlvr/rlvr_001_a")
    for results in here.glob("outputs/baseline/tiny/*/benchmark_results.json"):
        raw = json.loads(results.read_text())
        for suite in raw["suites"].values():
            for score in suite["scores"].values():
                score["value"] += 0.01
        results.write_text(json.dumps(raw))
    _, data = report(run)
    assert [model["name"] for model in data["models"]] == ["rlvr_001"]
    assert data["headline"]["title"] == "Benchmarked, and compared with nothing."
    assert "the untouched model's benchmark was not found" in data["problems"][0]


def test_a_loss_is_no_share(report, make_run, here):
    run = make_run("outputs/rlvr/rlvr_001_a")
    forget(RunDirectory(here / "outputs/baseline/tiny/solve_0123456789ab"), 1.234)
    forget(RunDirectory(run), 1.5)
    _, data = report(run)
    assert data["headline"]["title"] == "Better than before training in some ways, and worse in others."
    said = "This tutor comes to 1.500 nats (retention: loss) (before training: 1.234 nats)."
    assert {"text": said, "verdict": "worse", "needed": None} in data["headline"]["sentences"]
    assert not [item for item in data["changes"]["pairs"][0]["items"] if item["suite"] == "retention"]


def test_completions_that_are_alike_are_shown_once(report, make_run):
    _, data = report(make_run("outputs/rlvr/rlvr_001_a"))
    assert [(sample["step"], sample["num_alike"]) for sample in data["samples"]] == [(1, 2), (50, 1)]


def test_cells_of_the_map_are_means_over_their_problems(report, make_run):
    _, data = report(make_run("outputs/rlvr/rlvr_001_a", num_right=40))
    maps = data["maps"]
    assert (maps["grades"], maps["topics"][0]) == (["", "1", "3", "10"], "")
    (own,) = [
        m for m in maps["maps"] if m["model"] == 1 and (m["suite"], m["score"]) == ("solve", "accuracy")
    ]
    cells = {(maps["topics"][t], maps["grades"][g]): (mean, num) for t, g, mean, num in own["cells"]}
    assert cells["", ""] == (0.66667, 60)
    assert cells["addition", "1"] == (0.7, 10)  # problems 0, 6, ... 54, of which 0 to 36 are right
    assert len(cells) == 1 + 3 + 2 + 6


def test_fixed_and_broken_problems_have_both_replies(report, make_run):
    _, data = report(make_run("outputs/rlvr/rlvr_001_a", num_right=40))
    changes = data["changes"]
    items = [item for item in changes["pairs"][0]["items"] if item["suite"] == "solve"]
    assert [(item["item"], item["kind"]) for item in items] == [
        (f"problem-{n}", "fixed") for n in range(30, 40)
    ]
    assert changes["texts"][items[0]["question"]] == "How many are problem-30?"
    assert changes["texts"][items[0]["reply_a"]] == "I was problem-30"
    assert changes["texts"][items[0]["reply_b"]] == f"{HOSTILE} problem-30"
    assert (items[0]["before"], items[0]["after"]) == ([0.0], [1.0])
    assert changes["pairs"][0]["num_left_out"] == 0


def test_replies_cannot_end_the_data_nor_be_taken_for_a_part_of_the_page(report, make_run):
    text, data = report(make_run("outputs/rlvr/rlvr_001_a"))
    assert HOSTILE not in text
    assert text.count("</script>") == 2
    assert data["samples"][0]["reply"] == f"{HOSTILE} at 1"


def test_nothing_in_the_file_points_elsewhere(report, make_run):
    text, _ = report(make_run("outputs/rlvr/rlvr_001_a"))
    addresses = set(re.findall(r"https?://[^\s\"'<]+", text))
    assert addresses == {"http://www.w3.org/2000/svg"}
    assert re.findall(r"(?:src|href)=\"([^\"]*)\"", text.partition('id="data"')[0]) == ["data:,"]
    assert "default-src 'none'" in text


def test_settings_of_one_run_mark_what_was_typed_and_of_several_what_differs(report, make_run):
    one = make_run("outputs/rlvr/rlvr_001_a")
    other = make_run("outputs/rlvr/rlvr_002_b", **{"training.lr": 2e-3})
    alone = {row["key"]: (row["values"], row["marked"]) for row in report(one)[1]["tables"]["settings"]}
    both = {row["key"]: (row["values"], row["marked"]) for row in report(one, other)[1]["tables"]["settings"]}
    assert alone == {"method.kind": (["rlvr"], False), "training.lr": (["0.001"], True)}
    assert both == {"method.kind": (["rlvr"], False), "training.lr": (["0.001", "0.002"], True)}


def test_a_run_without_a_benchmark_has_its_curves(report, make_run):
    run = make_run("outputs/rlvr/rlvr_001_a")
    for name in ("benchmark_results.json", "generations.jsonl", "comparison.json"):
        (run / name).unlink()
    _, data = report(run)
    assert data["headline"]["title"] == "Nothing was benchmarked."
    assert data["headline"]["sentences"][0]["text"].startswith(
        "rlvr_001 ended with a held-out loss of 0.4000"
    )
    assert [chart["key"] for chart in data["charts"]["charts"]] == ["eval/loss", "train/loss", "train/lr"]


def test_a_run_that_cannot_be_read_is_named_beside_those_that_can(report, make_run):
    good, bad = make_run("outputs/rlvr/rlvr_001_a"), make_run("outputs/rlvr/rlvr_002_b")
    (bad / "run.json").write_text("{")
    _, data = report(good, bad)
    assert [run["short"] for run in data["runs"]] == ["rlvr_001"]
    assert "rlvr_002_b/run.json" in data["problems"][0]
    with pytest.raises(RunError, match=r"rlvr_002_b/run\.json"):
        report(bad)


def test_it_lies_in_the_run_or_in_the_folder_whose_runs_it_shows(make_run):
    one, two = make_run("multirun/rlvr/rlvr_001_lr/0_lr1"), make_run("multirun/rlvr/rlvr_001_lr/1_lr2")
    other = make_run("outputs/rlvr/rlvr_001_a")
    assert default_file([one]) == one / "report.html"
    assert default_file([one, two]) == one.parent / "report.html"
    with pytest.raises(RunError, match="-o FILE"):
        default_file([one, other])


@pytest.mark.timed
@pytest.mark.parametrize("num_items", [400])
def test_twenty_runs_of_a_thousand_steps_are_a_small_file_soon_written(num_items, make_run):
    runs = [
        make_run(f"multirun/rlvr/rlvr_001_lr/{n}_lr{n}", num_right=200 + 5 * n, num_steps=1000)
        for n in range(20)
    ]
    for run in runs:
        log = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
        rows = [{**row, **{f"train/more_{n}": row["step"] * 1.2345 * n for n in range(12)}} for row in log]
        (run / "metrics.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    script = "import sys; from tutortrain.cli import main; sys.exit(main())"
    seconds = []
    for _ in range(3):  # of which the quickest was disturbed least
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", script, "report", "rlvr_001_lr"], check=True)
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < 2
    assert Path("multirun/rlvr/rlvr_001_lr/report.html").stat().st_size < 1_000_000


def test_a_suite_that_was_trained_on_is_called_so(report, make_run):
    run = make_run("outputs/rlvr/rlvr_001_a", num_right=40)
    results = json.loads((run / "benchmark_results.json").read_text())
    solve = results["suites"]["solve"]
    solve["overlap"] = {"num_exact": 6, "num_ngram": 6, "share": 0.1, "contaminated": True}
    solve["by_overlap"] = {"seen": solve["scores"], "unseen": solve["scores"]}
    (run / "benchmark_results.json").write_text(json.dumps(results))
    _, data = report(run)
    notes = next(suite["notes"] for suite in data["suites"] if suite["name"] == "solve")
    assert "rlvr_001 was trained on 6 of 60 items (10.0 %); accuracy 66.7 [54, 77] on these" in notes[0]


def test_what_a_judge_thinks_is_called_not_measured_and_makes_no_headline(report, make_run):
    run = make_run("outputs/rlvr/rlvr_001_a", num_right=30)
    results = json.loads((run / "benchmark_results.json").read_text())
    results["suites"]["hint"]["opinion"] = asdict(OPINION)
    (run / "benchmark_results.json").write_text(json.dumps(results))
    _, data = report(run)
    assert data["headline"]["title"] == "No detectable difference from before training on 60 problems."
    hint = next(suite for suite in data["suites"] if suite["name"] == "hint")
    assert hint["notes"][0].startswith(
        "Not measured: the opinion of qwen3, which agrees with the labels of 38"
    )
    assert hint["scores"][1]["points"][-1]["against"][0]["test"]["verdict"] == "better"
