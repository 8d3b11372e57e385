"""What a newcomer gets from the first command: the default run, whole, and the bars it has to meet."""

import json
from pathlib import Path
from typing import Any

import pytest
from peft import PeftModel
from transformers import AutoModelForCausalLM

from tests.end_to_end.command_line import TRAIN, TUTORTRAIN, only_run, read_json, rows, run
from tutortrain.backends.models import EMBEDDED_FOLDER

pytestmark = pytest.mark.timed

MAX_SECONDS = 90
MAX_LOSS_OF_SOLVING = 0.05


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("default")
    process = run(TRAIN, cwd=place)
    assert process.returncode == 0, process.stderr
    assert "leak_rate" in process.stdout
    assert "outputs/sft/sft_001_tiny" in process.stdout
    return place


@pytest.fixture(scope="module")
def directory(folder: Path) -> Path:
    return only_run(folder / "outputs" / "sft")


def kept_baselines(folder: Path) -> list[Path]:
    """Each suite has its own."""
    return sorted((folder / "outputs" / "baseline" / "tiny").glob("*/benchmark_results.json"))


@pytest.fixture(scope="module")
def scores(folder: Path, directory: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The suites of the untouched and of the trained model."""
    baselines = [read_json(path)["suites"] for path in kept_baselines(folder)]
    untouched = {name: suite for suites in baselines for name, suite in suites.items()}
    return untouched, read_json(directory / "benchmark_results.json")["suites"]


def test_the_run_directory_holds_every_file(directory: Path) -> None:
    assert directory.name == "sft_001_tiny"
    assert {path.name for path in directory.iterdir()} - {".lock"} == {
        "run.json",
        "training_config.yaml",
        ".hydra",
        "metrics.jsonl",
        "progress.json",
        "checkpoints.jsonl",
        "checkpoints",
        "train.log",
        "benchmark_results.json",
        "generations.jsonl",
        "report.html",
        "comparison.json",
    }


def test_the_manifest_says_how_it_went(directory: Path) -> None:
    manifest = read_json(directory / "run.json")
    assert (manifest["schema"], manifest["status"], manifest["attempts"]) == (1, "completed", 1)
    assert manifest["error"] is None
    logged = rows(directory / "metrics.jsonl")
    assert manifest["tokens"]["processed"] == sum(row.get("train/num_tokens", 0) for row in logged) > 0
    assert manifest["metrics"]["best"]["eval/loss"]["value"] == min(
        row["eval/loss"] for row in logged if "eval/loss" in row
    )
    assert {"solve/accuracy", "hint/leak_rate", "hint/guidance_rate"} <= {
        key.removeprefix("benchmark/") for key in manifest["metrics"]["final"]
    }


def test_it_takes_at_most_ninety_seconds(directory: Path) -> None:
    assert read_json(directory / "run.json")["seconds"] <= MAX_SECONDS


def test_the_held_out_loss_falls(directory: Path) -> None:
    losses = [row["eval/loss"] for row in rows(directory / "metrics.jsonl") if "eval/loss" in row]
    assert len(losses) >= 3
    assert losses[-1] < 0.8 * losses[0]


def test_the_untouched_model_has_room_to_learn(scores: tuple[dict[str, Any], dict[str, Any]]) -> None:
    before, _ = scores
    assert 0.3 <= before["solve"]["scores"]["accuracy"]["value"] <= 0.6
    assert before["hint"]["scores"]["leak_rate"]["value"] > 0.6
    assert before["solve"]["num_items"] == before["hint"]["num_items"] == 400


def test_it_leaks_less_and_guides_more_beyond_chance(scores: tuple[dict[str, Any], dict[str, Any]]) -> None:
    before, after = (suites["hint"]["scores"] for suites in scores)
    assert after["leak_rate"]["high"] < before["leak_rate"]["low"]
    assert after["guidance_rate"]["low"] > before["guidance_rate"]["high"]


def test_it_beats_replies_that_need_no_model(scores: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """The constant reply never leaks and never guides, so leaks can only come as close as chance allows."""
    hint = scores[1]["hint"]
    reached, controls = hint["scores"], hint["controls"]
    for control in ("constant", "shuffled"):
        assert reached["guidance_rate"]["low"] > controls[control]["guidance_rate"]["high"]
        assert reached["leak_rate"]["low"] <= controls[control]["leak_rate"]["high"]
    assert controls["gold"]["guidance_rate"]["value"] > 0.9
    assert controls["constant"]["guidance_rate"]["value"] < 0.1
    assert controls["shuffled"]["guidance_rate"]["value"] < 0.1


def test_it_still_solves(scores: tuple[dict[str, Any], dict[str, Any]]) -> None:
    before, after = (suites["solve"]["scores"]["accuracy"]["value"] for suites in scores)
    assert after >= before - MAX_LOSS_OF_SOLVING


def test_the_comparison_says_what_the_scores_say(
    directory: Path, scores: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    compared = read_json(directory / "comparison.json")["scores"]
    for name, verdict in (("leak_rate", "better"), ("guidance_rate", "better")):
        entry = compared[f"benchmark/hint/{name}"]
        assert entry["a"] == pytest.approx(scores[0]["hint"]["scores"][name]["value"])
        assert entry["b"] == pytest.approx(scores[1]["hint"]["scores"][name]["value"])
        assert (entry["num_paired"], entry["verdict"]) == (400, verdict)


def test_every_question_is_kept_with_its_reply(directory: Path) -> None:
    generations = [json.loads(line) for line in (directory / "generations.jsonl").read_text().splitlines()]
    assert len(generations) == 800
    assert all(row["messages"] and isinstance(row["reply"], str) for row in generations)


def test_plain_peft_loads_the_adapter(directory: Path) -> None:
    newest = max((directory / "checkpoints").iterdir())
    base = AutoModelForCausalLM.from_pretrained(EMBEDDED_FOLDER)
    adapted = PeftModel.from_pretrained(base, newest)
    assert sum(p.abs().sum().item() for name, p in adapted.named_parameters() if "lora_B" in name) > 0


def test_the_run_is_listed_with_its_scores(folder: Path) -> None:
    listed = json.loads(run(TUTORTRAIN, "ls", "--json", cwd=folder).stdout)
    assert [entry["name"] for entry in listed] == ["sft_001_tiny"]


def test_the_baseline_is_measured_once(folder: Path, directory: Path) -> None:
    measured = [path.stat().st_mtime_ns for path in kept_baselines(folder)]
    assert len(measured) == 2
    process = run(TRAIN, "training.max_steps=1", cwd=folder)
    assert process.returncode == 0, process.stderr
    assert [path.stat().st_mtime_ns for path in kept_baselines(folder)] == measured
    assert "baseline" not in process.stderr
