"""What stands in the file, read as a program reads it."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.report.conftest import HOSTILE
from tutortrain.errors import RunError
from tutortrain.report.rendering import default_file, write_report


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
    assert (before["value"], after["value"]) == (pytest.approx(50 / 60), 0.0)
    assert (round(after["low"], 3), round(after["high"], 3)) == (0.0, 0.060)
    assert [one["verdict"] for one in after["against"]] == ["better"]
    assert data["headline"]["title"] == "Better than before training, and worse in nothing that was measured."
    assert data["headline"]["sentences"][1] == {
        "text": "This tutor gives the answer away in 0 of 100 hints (before training: 83 of 100).",
        "verdict": "better",
    }


def test_no_difference_is_said_to_be_none(report, make_run, untouched, here):
    run = make_run("outputs/rlvr/rlvr_001_a", num_right=31)
    results = json.loads((run / "benchmark_results.json").read_text())
    del results["suites"]["hint"]
    (run / "benchmark_results.json").write_text(json.dumps(results))
    assert (
        report(run)[1]["headline"]["title"] == "No detectable difference from before training on 60 problems."
    )


def test_cells_of_the_map_are_means_over_their_problems(report, make_run):
    _, data = report(make_run("outputs/rlvr/rlvr_001_a", num_right=40))
    maps = data["maps"]
    assert (maps["grades"], maps["topics"][0]) == (["", "1", "3", "10"], "")
    (own,) = [
        m for m in maps["maps"] if m["model"] == 1 and (m["suite"], m["score"]) == ("solve", "accuracy")
    ]
    cells = {(maps["topics"][t], maps["grades"][g]): (mean, num) for t, g, mean, num in own["cells"]}
    assert cells["", ""] == (0.6667, 60)
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
def test_twenty_runs_of_a_thousand_steps_are_a_small_file_soon_written(here, make_run):
    runs = [
        make_run(f"multirun/rlvr/rlvr_001_lr/{n}_lr{n}", num_right=30 + n, num_steps=1000) for n in range(20)
    ]
    for run in runs:
        log = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
        rows = [{**row, **{f"train/more_{n}": row["step"] * 1.2345 * n for n in range(12)}} for row in log]
        (run / "metrics.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    began = time.perf_counter()
    script = "import sys; from tutortrain.cli import main; sys.exit(main())"
    subprocess.run([sys.executable, "-c", script, "report", "rlvr_001_lr"], check=True)
    assert time.perf_counter() - began < 2
    assert Path("multirun/rlvr/rlvr_001_lr/report.html").stat().st_size < 1_000_000
