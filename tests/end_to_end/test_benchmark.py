"""A run that is asked again: in this process, and through endpoints that serve its weights, or do not."""

import json
import os
import shlex
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backends.openai_routes import Serving, answering
from tests.end_to_end.command_line import ALONE, TRAIN, TUTORTRAIN, only_run, read_json, rows, run, start
from tests.serving.serving import served
from tutortrain.backends.base import Backend
from tutortrain.benchmark.judging.labelled import OWN
from tutortrain.cli.tinker.asking import local_backend
from tutortrain.types import Checkpoint

NUM_ITEMS = 12
MODEL = "sft_001"
KEY = "ENDPOINT_KEY"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one run that learned enough to reply otherwise than before."""
    here = tmp_path_factory.mktemp("benchmarked")
    done = run(TRAIN, "training.max_steps=24", "data.num_train=192", "training.batch_size=8",
               "training.eval_every=0", f"benchmark.num_items={NUM_ITEMS}", ALONE, cwd=here)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return here


@pytest.fixture(scope="module")
def backend() -> Backend:
    return local_backend("tiny")


@pytest.fixture
def serving(here: Path, backend: Backend, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serving]:
    """What was trained, under the run's name."""
    monkeypatch.setenv(KEY, "the-key")
    folder = only_run(here / "outputs" / "sft") / "checkpoints" / "step_000024"
    trained = backend.sampler(Checkpoint(name="trained", path=str(folder)))
    served = Serving(
        key="the-key",
        model=MODEL,
        tokenizer=backend.tokenizer(),
        chat=trained,
        completions=None,
        lists=("another", MODEL),
    )
    with answering(served):
        yield served


def through(serving: Serving, *more: str) -> list[str]:
    return ["benchmark", "--model-name", "sft_001", "--endpoint", f"{serving.url}/oai/api/v1", "--served-model",
            MODEL, f"benchmark.connection.api_key_env={KEY}", *more]  # fmt: skip


def replies(directory: Path) -> dict[tuple[str, str], tuple[str, dict[str, float]]]:
    return {
        (row["suite"], row["id"]): (row["reply"], row["outcomes"])
        for row in rows(directory / "generations.jsonl")
    }


def endpoint_results(here: Path, serving: Serving) -> Path:
    """Of this server; the tests' others had other ports."""
    port = serving.url.rpartition(":")[2]
    (found,) = (only_run(here / "outputs" / "sft") / "endpoints").glob(f"*-{port}-*")
    return found


def test_through_an_endpoint_the_same_items_score_the_same(here: Path, serving: Serving) -> None:
    suites = ("--suite", "solve", "--suite", "hint", "--suite", "retention")
    done = run(TUTORTRAIN, *through(serving, *suites, "--compare", "baseline"), cwd=here)

    assert done.returncode == 0, done.stderr
    assert "retention is left out: http://127.0.0.1" in done.stderr
    found, directory = endpoint_results(here, serving), only_run(here / "outputs" / "sft")
    assert replies(found) == replies(directory)
    results, own = (
        read_json(found / "benchmark_results.json"),
        read_json(directory / "benchmark_results.json"),
    )
    for suite in ("solve", "hint"):
        assert results["suites"][suite]["scores"] == own["suites"][suite]["scores"]
        assert results["suites"][suite]["asked"] == {"through": f"{serving.url}/oai/api/v1", "model": MODEL}
    theirs, ours = (read_json(place / "comparison.json")["scores"] for place in (found, directory))
    assert theirs == ours
    assert "the-key" not in "".join(path.read_text() for path in found.iterdir())


def test_the_base_model_under_the_runs_name_is_refused(
    here: Path, serving: Serving, backend: Backend
) -> None:
    serving.chat = backend.sampler()

    done = run(TUTORTRAIN, *through(serving), cwd=here)

    assert done.returncode == 1
    assert "replies as sft_001 like the untouched model" in done.stderr
    assert len(serving.bodies) < 2 * NUM_ITEMS
    assert "Traceback" not in done.stderr


def test_what_serve_prints_scores_the_run_as_in_process(here: Path) -> None:
    """A server of its own, with the run's weights merged, and the command that it says it is asked by."""
    with served(MODEL, here) as server:
        printed = shlex.split(server.benchmark.removeprefix("tutortrain "))
        done = run(TUTORTRAIN, *printed, "--compare", "baseline", cwd=here)

    assert done.returncode == 0, done.stderr
    directory = only_run(here / "outputs" / "sft")
    (found,) = (directory / "endpoints").glob(f"*-{server.url.split(':')[2].split('/')[0]}-*")
    assert len(replies(found)) == 2 * NUM_ITEMS
    assert replies(found) == {item: own for item, own in replies(directory).items() if item in replies(found)}
    results, own = (read_json(place / "benchmark_results.json")["suites"] for place in (found, directory))
    assert {suite: results[suite]["scores"] for suite in results} == {
        suite: own[suite]["scores"] for suite in ("solve", "hint")
    }


@pytest.mark.slow
def test_a_server_of_the_base_model_alone_is_refused_by_its_name_and_by_its_replies(here: Path) -> None:
    with served("tiny", here) as server:
        asked = ["benchmark", "--model-name", MODEL, "--endpoint", server.url]
        by_name = run(TUTORTRAIN, *asked, cwd=here)
        by_reply = run(TUTORTRAIN, *asked, "--served-model", "tiny", cwd=here)

    assert (by_name.returncode, by_reply.returncode) == (1, 1)
    assert "does not serve sft_001" in by_name.stderr
    assert "(nearest: tiny)" in by_name.stderr
    assert "replies as tiny like the untouched model" in by_reply.stderr
    assert not list(only_run(here / "outputs" / "sft").glob("endpoints/*-tiny/benchmark_results.json"))


def test_a_model_that_is_not_served_is_refused_with_the_nearest_ids(here: Path, serving: Serving) -> None:
    serving.lists = ("sft_0001", "base")

    done = run(TUTORTRAIN, *through(serving), cwd=here)

    assert done.returncode == 1
    assert "does not serve sft_001 (nearest: sft_0001" in done.stderr
    assert not serving.bodies


def test_a_killed_benchmark_asks_only_what_is_missing(here: Path, serving: Serving, tmp_path: Path) -> None:
    one_by_one = "benchmark.connection.max_concurrent=1"
    process = start(TUTORTRAIN, *through(serving, one_by_one, "--suite", "hint"), cwd=here)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and len(serving.bodies) < 5:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    kept = (endpoint_results(here, serving) / "generations.jsonl").read_text()
    known = len([row for row in kept.splitlines() if row.endswith("}")])
    serving.bodies.clear()

    done = run(TUTORTRAIN, *through(serving, one_by_one, "--suite", "hint"), cwd=here)

    assert done.returncode == 0, done.stderr
    assert 0 < known < NUM_ITEMS
    assert len(serving.bodies) == NUM_ITEMS - known + 1  # and the probe


def test_another_suite_is_added_to_the_run_and_other_questions_are_kept_apart(here: Path) -> None:
    directory = only_run(here / "outputs" / "sft")
    before = (directory / "benchmark_results.json").read_text()

    again = run(TUTORTRAIN, "benchmark", "sft_001", ALONE, cwd=here)
    fewer = run(TUTORTRAIN, "benchmark", "sft_001", "benchmark.num_items=4", ALONE, cwd=here)

    assert (again.returncode, fewer.returncode) == (0, 0), again.stderr + fewer.stderr
    assert "benchmark solve: 0 to do" in again.stderr
    own, then = read_json(directory / "benchmark_results.json"), json.loads(before)
    assert {name: suite["scores"] for name, suite in own["suites"].items()} == {
        name: suite["scores"] for name, suite in then["suites"].items()
    }
    (other,) = (directory / "benchmarks").iterdir()
    assert read_json(other / "benchmark_results.json")["suites"]["solve"]["num_items"] == 4


def test_a_suite_that_no_run_asks_by_itself_is_asked_by_name(tmp_path: Path) -> None:
    done = run(
        TUTORTRAIN, "benchmark", "tiny", "--suite", "mistake", "benchmark.num_items=8", ALONE, cwd=tmp_path
    )

    assert done.returncode == 0, done.stderr
    results = read_json(tmp_path / "outputs" / "benchmark" / "tiny" / "benchmark_results.json")
    asked = results["suites"]["mistake"]
    assert list(results["suites"]) == ["mistake"]
    assert asked["controls"]["always_0"]["located"]["value"] == 0.5
    assert (asked["scores"]["located"]["n"], asked["scores"]["corrected"]["n"]) == (8, 4)


def test_the_embedded_model_is_no_judge_and_the_agreement_says_so(serving: Serving, tmp_path: Path) -> None:
    sample = tmp_path / "labelled.jsonl"
    sample.write_text("".join(OWN.open().readlines()[:4]))
    by = {"url": f"{serving.url}/oai/api/v1", "model": MODEL, "api_key_env": KEY}
    asked = [f"benchmark.suites.judge.endpoint.{key}={value}" for key, value in by.items()]

    done = run(TUTORTRAIN, "benchmark", "tiny", "--suite", "judge", *asked, "benchmark.num_items=2", ALONE,
               f"benchmark.suites.judge.labelled={sample}", "benchmark.suites.judge.judgement_tokens=16",
               cwd=tmp_path)  # fmt: skip

    assert done.returncode == 0, done.stderr
    judge = read_json(tmp_path / "outputs/benchmark/tiny/benchmark_results.json")["suites"]["judge"]
    assert (judge["scores"], judge["counts"]["unparsed"], judge["counts"]["errors"]) == ({}, 2, 0)
    assert judge["opinion"]["judge"] == {"through": f"{serving.url}/oai/api/v1", "model": MODEL}
    assert judge["opinion"]["agreement"]["unparsed"] == 4
    assert "said nothing of 4 labelled replies that could be read" in " ".join(done.stdout.split())
    kept = rows(tmp_path / "outputs" / "judge" / "judgements.jsonl")
    assert len({row["messages"][0]["content"] for row in kept}) == len(kept) == len(serving.bodies)
    assert len(kept) > 2 + 4
    assert "the-key" not in json.dumps(kept)


def test_a_run_is_read_to_and_set_beside_the_untouched_model(here: Path) -> None:
    limit = "benchmark.suites.retention.max_tokens=200"

    done = run(TUTORTRAIN, "benchmark", "sft_001", "--suite", "retention", limit, ALONE, cwd=here)

    assert done.returncode == 0, done.stderr
    directory = only_run(here / "outputs" / "sft")
    own = read_json(directory / "benchmark_results.json")["suites"]["retention"]
    assert (own["num_items"], own["decoding"]["max_tokens"]) == (NUM_ITEMS, 200)
    assert own["items_from"] == "embedded/pretraining"
    assert 0.1 < own["scores"]["loss"]["value"] < 1 < own["controls"]["unigram"]["loss"]["value"]
    compared = read_json(directory / "comparison.json")["scores"]["benchmark/retention/loss"]
    assert (compared["unit"], compared["num_paired"]) == ("nats", NUM_ITEMS)
    final = read_json(directory / "run.json")["metrics"]["final"]
    assert final["benchmark/retention/loss"] == own["scores"]["loss"]["value"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["sft_002"], "There is no run 'sft_002'"),
        (["a", "b"], "benchmark takes one run or model, and a, b was given"),
        (["tiny", "--suite", "nope"], "benchmark/suites: there is no 'nope'"),
        (["tiny", "--served-model", "x"], "give its address with --endpoint"),
        (["--model-name", "x", "--endpoint", "nowhere"], "--endpoint=nowhere: Input should be an address"),
    ],
)
def test_mistakes_are_refused(here: Path, words: list[str], complaint: str) -> None:
    done = run(TUTORTRAIN, "benchmark", *words, cwd=here)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
