"""Runs over a line that fails: what the server trains stays the same, batch for batch, and so do the losses."""

import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.backends.tinker.proxy import Fault, Proxy, between, during, late, lost, refused, reset, reset_after
from tests.backends.tinker.runs import ONLY_THERE, SILENT, assert_same_logs, settings
from tests.end_to_end.command_line import TRAIN, TUTORTRAIN, only_run, read_json, rows, run, start

pytestmark = ONLY_THERE
STEPS = 6
EVERY = 3
EXACT = [SILENT, f"training.max_steps={STEPS}", f"training.checkpoint.every={EVERY}", "training.eval_every=0"]
PATIENCE = 16
"""Seconds; longer than the silence that is none yet."""
BEFORE = {"a 500 before": refused(500), "a reset before": reset, "a slow answer": late(1.5)}
AFTER = {"a 500 after": lost(500), "a reset after": reset_after}
Choose = Callable[[str, int], Fault | None]


@pytest.fixture(scope="module")
def whole(service: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The directory of a run that nothing disturbed, and the batches of which it was made."""
    with between(service) as proxy:
        folder = tmp_path_factory.mktemp("whole")
        finished = run(TRAIN, *settings(proxy.url, *EXACT), cwd=folder)
        assert finished.returncode == 0, finished.stderr
        return only_run(folder), list(proxy.batches)


def assert_same_run(directory: Path, batches: list[str], whole: tuple[Path, list[str]]) -> None:
    assert read_json(directory / "run.json")["status"] == "completed"
    assert_same_logs(directory, whole[0])
    assert batches == whole[1]


@pytest.mark.parametrize("name", [*BEFORE, *AFTER])
def test_what_is_over_at_once_changes_nothing(
    tmp_path: Path, proxy: Proxy, whole: tuple[Path, list[str]], name: str
) -> None:
    disturbed = {
        "forward_backward",
        "optim_step",
        "retrieve_future",
        *(["save_weights"] if name in BEFORE else []),
    }
    fault = (BEFORE | AFTER)[name]
    proxy.fault_for = lambda what, count: fault if what in disturbed and count % 4 == 0 else None

    finished = run(TRAIN, *settings(proxy.url, *EXACT), cwd=tmp_path)

    assert finished.returncode == 0, finished.stderr
    assert set(proxy.faults) == disturbed
    assert_same_run(only_run(tmp_path), proxy.batches, whole)
    assert (proxy.counts["forward_backward"] > len(proxy.batches)) == (name != "a slow answer")


def test_a_run_outlives_half_a_minute_without_a_service(
    tmp_path: Path, service: str, whole: tuple[Path, list[str]]
) -> None:
    """Two at once, for time passes for both: nothing is answered, or every connection is reset."""
    outages: list[Callable[[float], Fault]] = [late, lambda _left: reset]
    with ExitStack() as proxies:
        started: list[tuple[Proxy, Path, subprocess.Popen[str]]] = []
        for index, fault in enumerate(outages):
            proxy = proxies.enter_context(between(service))
            proxy.fault_for = during(30, lambda what, count: what == "optim_step" and count == EVERY, fault)
            folder = tmp_path / str(index)
            folder.mkdir()
            started.append((proxy, folder, start(TRAIN, *settings(proxy.url, *EXACT), cwd=folder)))
        for proxy, folder, process in started:
            _, errors = process.communicate()
            assert process.returncode == 0, errors
            assert f"{proxy.url} has not answered; trying again for 300 s" in errors
            assert f"{proxy.url} works again" in errors
            assert_same_run(only_run(folder), proxy.batches, whole)


def gone(what: str, count: int) -> bool:
    return what == "optim_step" and count == EVERY + 1


FOREVER = 1e6
LASTING: dict[str, tuple[Choose, str]] = {
    "nobody is there": (during(FOREVER, gone, lambda _left: reset), "has not answered"),
    "nothing is handed out": (
        lambda what, count: refused(500) if what == "retrieve_future" and count > 12 else None,
        "answers 500 to retrieve_future",
    ),
    "a checkpoint is saved and not told": (
        lambda what, count: lost(500) if what == "save_weights" and count == 1 else None,
        "answers 409 to save_weights",
    ),
}


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_interrupts_the_run_and_another_time_will_do(
    tmp_path: Path, proxy: Proxy, whole: tuple[Path, list[str]], name: str
) -> None:
    proxy.fault_for, words = LASTING[name]

    ended = run(TRAIN, *settings(proxy.url, *EXACT, f"backend.patience_seconds={PATIENCE}"), cwd=tmp_path)

    directory = only_run(tmp_path)
    goes_on = f"`tutortrain resume {directory.relative_to(tmp_path)}` goes on"
    assert ended.returncode == 1, ended.stderr
    assert f"{proxy.url} {words}; trying again for {PATIENCE} s" in ended.stderr
    assert f"failed: {proxy.url} {words} for {PATIENCE} s; {goes_on}" in ended.stderr.splitlines()[-1]
    assert read_json(directory / "run.json")["status"] == "interrupted"

    proxy.fault_for = lambda _what, _count: None
    trained = list(proxy.batches)
    proxy.batches.clear()
    resumed = run(TUTORTRAIN, "resume", str(directory), "--other-code", cwd=tmp_path)

    assert resumed.returncode == 0, resumed.stderr
    assert trained == whole[1][: len(trained)]
    assert rows(directory / "checkpoints.jsonl")[-1]["step"] == STEPS
    assert_same_run(directory, whole[1][: len(whole[1]) - len(proxy.batches)] + proxy.batches, whole)
