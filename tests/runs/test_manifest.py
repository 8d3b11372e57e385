import json
import math
import subprocess
import time
from dataclasses import dataclass, replace

import pytest

from tutortrain.errors import BackendError, Interrupted, RunError
from tutortrain.runs import manifest, provenance
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.manifest import Attempt, DataFile, Failure, Git, Tokens
from tutortrain.runs.metrics import Best, MetricsLog
from tutortrain.runs.record import Record

CONFIG = {"method.kind": "sft", "training.lr": 1e-05}


@pytest.fixture
def directory(tmp_path):
    path = tmp_path / "sft_001_lr1e-5"
    path.mkdir()
    return RunDirectory(path)


def begin(directory, started=None):
    return Record.begin(
        directory, config=CONFIG, overrides=["training.lr=1e-5"], started=started or time.time()
    )


def stored(directory):
    return manifest.read(directory.manifest)


def test_run_json_has_the_keys_of_schema_1(directory):
    begin(directory)
    raw = json.loads(directory.manifest.read_text())
    assert list(raw) == [
        *("schema", "name", "method", "status", "created", "seconds", "attempts", "config", "overrides"),
        *("metrics", "tokens", "cost", "git", "packages", "data", "error", "earlier_attempts", "remote"),
        "tracking",
    ]
    assert raw["schema"] == 1
    assert raw["name"] == "sft_001_lr1e-5"
    assert raw["config"] == CONFIG
    assert raw["tokens"] == {"trained": 0, "processed": 0, "sampled": 0}
    assert raw["packages"]["numpy"] == provenance.metadata.version("numpy")


def test_a_run_is_running_until_it_ends_and_then_completed(directory):
    with begin(directory):
        assert stored(directory).status == "running"
    assert stored(directory).status == "completed"
    assert stored(directory).error is None


@pytest.mark.parametrize(
    ("error", "status", "failure"),
    [
        (BackendError("out of memory"), "failed", Failure(type="BackendError", message="out of memory")),
        (ZeroDivisionError("by zero"), "failed", Failure(type="ZeroDivisionError", message="by zero")),
        (Interrupted("SIGTERM"), "interrupted", Failure(type="Interrupted", message="SIGTERM")),
        (
            KeyboardInterrupt(),
            "interrupted",
            Failure(
                type="KeyboardInterrupt",
                message="stopped at once by a second Ctrl-C: the step under way was neither finished nor saved",
            ),
        ),
        (ValueError(), "failed", Failure(type="ValueError", message="it gave no reason")),
    ],
)
def test_an_error_is_written_down_and_goes_on_its_way(directory, error, status, failure):
    with pytest.raises(type(error)), begin(directory):
        raise error
    assert (stored(directory).status, stored(directory).error) == (status, failure)


def test_what_becomes_known_is_entered_and_metrics_come_from_the_log(directory):
    with begin(directory) as record:
        with MetricsLog(directory.metrics) as log:
            log.write(1, {"eval/loss": 0.5, "train/loss": 0.75})
            log.write(2, {"eval/loss": 0.625})
        file = DataFile(path="train.jsonl", sha256="ab", num_rows=7)
        record.update(tokens=Tokens(trained=10, processed=30), data={"train": file})
        record.update(scores={"benchmark/solve/accuracy": 0.5})
        record.update()
    final = stored(directory)
    assert final.metrics.final == {"eval/loss": 0.625, "train/loss": 0.75, "benchmark/solve/accuracy": 0.5}
    assert final.metrics.best == {"eval/loss": Best(value=0.5, step=1)}
    assert final.tokens == Tokens(trained=10, processed=30, sampled=0)
    assert final.data == {"train": file}


def test_a_reopened_run_counts_its_attempts_and_adds_up_its_seconds(directory):
    with pytest.raises(Interrupted), begin(directory, started=time.time() - 100):
        raise Interrupted("Ctrl-C")
    with Record.reopen(directory, started=time.time() - 50):
        assert stored(directory).status == "running"
        assert stored(directory).error is None
    final = stored(directory)
    assert (final.status, final.attempts) == ("completed", 2)
    assert final.seconds == pytest.approx(150, abs=5)


def test_every_attempt_is_recorded_with_its_code(directory):
    first = begin(directory).manifest
    older = replace(first, git=Git(sha="abc", dirty=False), packages={"torch": "2.8"})
    manifest.write(directory.manifest, older)
    Record.reopen(directory, started=time.time())
    Record.reopen(directory, started=time.time())
    now = Attempt(git=first.git, packages=first.packages)
    assert stored(directory).earlier_attempts == (Attempt(git=older.git, packages=older.packages), now)
    assert (stored(directory).git, stored(directory).packages) == (first.git, first.packages)


def test_a_manifest_from_before_there_were_earlier_attempts_is_read(directory):
    begin(directory)
    raw = json.loads(directory.manifest.read_text())
    del raw["earlier_attempts"]
    directory.manifest.write_text(json.dumps(raw))
    assert stored(directory).earlier_attempts == ()


def test_reading_gives_back_what_was_written(directory):
    written = begin(directory).manifest
    full = replace(
        written,
        metrics=replace(written.metrics, best={"eval/loss": Best(value=0.5, step=3)}),
        git=Git(sha="abc", dirty=True, diff="def"),
        earlier_attempts=(
            Attempt(git=None, packages={"torch": "2.8"}),
            Attempt(git=written.git, packages={}),
        ),
        data={"train": DataFile(path="a", sha256="b", num_rows=1)},
        error=Failure(type="RunError", message="no"),
    )
    manifest.write(directory.manifest, full)
    assert stored(directory) == full


def test_run_json_is_strict_though_a_metric_is_no_number(directory):
    with begin(directory), MetricsLog(directory.metrics) as log:
        log.write(1, {"train/loss": math.nan})

    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    raw = json.loads(directory.manifest.read_text(), parse_constant=refuse)
    assert raw["metrics"]["final"] == {"train/loss": None}
    assert math.isnan(stored(directory).metrics.final["train/loss"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tokens": {"eaten": 3}}, "tokens: expected a JSON object without eaten"),
        ({"tokens": 3}, "tokens: expected a JSON object"),
        ({"surprise": 1}, "expected a JSON object without surprise"),
        ({"metrics": None}, "metrics: expected a JSON object"),
        ({"metrics": {"final": {"loss": "low"}, "best": {}}}, "metrics.final.loss: expected a number"),
        (
            {"metrics": {"final": {}, "best": {"a": {"step": 1}}}},
            "metrics.best.a: expected a JSON object with value",
        ),
        ({"data": {"train": "a.jsonl"}}, "data.train: expected a JSON object"),
        ({"git": "abc"}, "git: expected a JSON object"),
        ({"git": {"sha": 1, "dirty": False}}, "git.sha: expected text"),
        ({"error": "no"}, "error: expected a JSON object"),
        ({"overrides": "seed=1"}, "overrides: expected a JSON array"),
        ({"earlier_attempts": [{}]}, "earlier_attempts.0: expected a JSON object with git, packages"),
        ({"created": None}, "created: expected text"),
        ({"seconds": "long"}, "seconds: expected a number"),
        ({"config": []}, "config: expected a JSON object"),
        ({"overrides": ["seed=1", []]}, "overrides.1: expected text"),
        ({"packages": {"torch": 2}}, "packages.torch: expected text"),
        (
            {"status": "done"},
            "status: expected 'running', 'completed', 'failed', 'interrupted' or 'killed'",
        ),
    ],
)
def test_a_damaged_manifest_says_what_was_expected_and_what_to_do(directory, change, message):
    begin(directory)
    raw = json.loads(directory.manifest.read_text())
    directory.manifest.write_text(json.dumps({**raw, **change}))
    with pytest.raises(RunError) as caught:
        stored(directory)
    assert str(caught.value) == f"{directory.manifest}: {message}; restore it or remove the directory."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"schema": 1, ', "expected a JSON object, and this is not JSON at line 1 column 15"),
        (b'{"schema": "\xff"}', "expected a JSON object, and this is not JSON"),
        (b"[" * 100_000, "expected a JSON object, and this is not JSON"),
        (b"[1]", "expected a JSON object with schema, name, method, status, created"),
        (b"{}", "expected a JSON object with name, method, status, created"),
        (b'{"schema": 1}', "expected a JSON object with name, method, status, created"),
    ],
)
def test_a_file_that_is_no_manifest_is_an_error_of_ours(directory, content, message):
    directory.manifest.write_bytes(content)
    with pytest.raises(RunError) as caught:
        stored(directory)
    assert str(caught.value).startswith(f"{directory.manifest}: {message}")
    assert str(caught.value).endswith("; restore it or remove the directory.")


def test_a_manifest_of_another_version_is_not_to_be_removed(directory):
    begin(directory)
    raw = json.loads(directory.manifest.read_text())
    directory.manifest.write_text(json.dumps({**raw, "schema": 2}))
    with pytest.raises(
        RunError, match=r"schema is 2, and .* knows 1; read it with the version that wrote it"
    ):
        stored(directory)


def test_a_directory_without_a_manifest_is_no_run(directory):
    with pytest.raises(RunError, match=r"is not a run: it has no run\.json"):
        stored(directory)


def test_a_configuration_is_flattened_to_dotted_keys_with_json_values():
    @dataclass(frozen=True)
    class Inner:
        rank: int
        targets: tuple[str, ...]

    @dataclass(frozen=True)
    class Outer:
        seed: int
        lora: Inner
        suites: dict[str, Inner]
        empty: dict[str, Inner]

    inner = Inner(rank=4, targets=("q", "v"))
    assert manifest.flatten(Outer(seed=0, lora=inner, suites={"hint": inner}, empty={})) == {
        "seed": 0,
        "lora.rank": 4,
        "lora.targets": ["q", "v"],
        "suites.hint.rank": 4,
        "suites.hint.targets": ["q", "v"],
        "empty": {},
    }


def test_a_commit_is_dirty_when_tracked_files_differ_from_it(tmp_path):
    def run(*command):
        subprocess.run(["git", "-C", tmp_path, *command], check=True, capture_output=True)

    assert provenance.git(tmp_path) is None
    run("init")
    assert provenance.git(tmp_path) is None
    (tmp_path / "code.py").write_text("1")
    run("add", "code.py")
    run("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-m", "first")
    head = subprocess.run(
        ["git", "-C", tmp_path, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    )
    (tmp_path / "notes.txt").write_text("untracked files change no result")
    assert provenance.git(tmp_path) == Git(sha=head.stdout.strip(), dirty=False)
    (tmp_path / "code.py").write_text("2")
    changed = provenance.git(tmp_path)
    assert changed is not None
    assert (changed.sha, changed.dirty) == (head.stdout.strip(), True)
    assert provenance.git(tmp_path) == changed
    (tmp_path / "code.py").write_text("3")
    assert provenance.git(tmp_path) != changed


def test_a_process_knows_when_it_began():
    age = time.time() - provenance.process_start()
    elapsed = subprocess.run(
        ["ps", "-o", "etimes=", "-p", str(provenance.os.getpid())], capture_output=True, text=True
    )
    assert age == pytest.approx(float(elapsed.stdout), abs=2)


def test_where_a_service_keeps_the_run_is_told_and_older_files_are_still_read(directory):
    record = begin(directory)
    raw = json.loads(directory.manifest.read_text())
    assert raw.pop("remote") is None
    directory.manifest.write_text(json.dumps(raw))
    assert stored(directory).remote is None  # written before there was such a key

    record.update(remote=manifest.Remote(service="http://127.0.0.1:8000", run_id="model_1"))
    record.update()
    assert stored(directory).remote == manifest.Remote(service="http://127.0.0.1:8000", run_id="model_1")
    raw = json.loads(directory.manifest.read_text())
    directory.manifest.write_text(json.dumps(raw | {"remote": {"service": "x", "run_id": 3}}))
    with pytest.raises(RunError, match=r"remote.run_id: expected text"):
        stored(directory)


def test_half_a_character_in_an_error_does_not_cost_the_run(directory):
    begin(directory)
    raw = json.loads(directory.manifest.read_text())
    failure = {"type": "DataError", "message": "a\ud800b"}
    directory.manifest.write_text(json.dumps(raw | {"error": failure}))
    assert stored(directory).error == manifest.Failure(type="DataError", message="a?b")
