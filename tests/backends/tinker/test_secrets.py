"""A key goes to the service and nowhere else: not into a file, a log, a message or what is printed."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.backends.tinker.proxy import Handler, Next, Proxy
from tests.backends.tinker.runs import FEW, ONLY_THERE, settings
from tests.end_to_end.command_line import TRAIN, TUTORTRAIN, only_run, read_json, run

pytestmark = ONLY_THERE
MARK = "marked8d41f0c2a97b"
KEY = f"tml-{MARK}"
STEPS = ["training.max_steps=2", "training.checkpoint.every=1", *FEW]


@pytest.fixture
def here(tmp_path: Path, service: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Home, temporary files and everything that is written by default lie below this folder."""
    monkeypatch.setenv("TINKER_API_KEY", KEY)
    for variable, name in (("HOME", "home"), ("TMPDIR", "tmp"), ("XDG_CACHE_HOME", "cache")):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(variable, str(tmp_path / name))
    return tmp_path


def files_with_the_mark(folder: Path) -> list[str]:
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert len(written) > 10
    return [str(path.relative_to(folder)) for path in written if MARK.encode() in path.read_bytes()]


def echoes(handler: Handler, _pass_on: Next) -> None:
    """An error whose body repeats what it was sent, as a careless gateway's does."""
    said = {"detail": f"no entry with {handler.headers.get('X-API-Key')}", "headers": dict(handler.headers)}
    handler.say(400, json.dumps(said).encode())


def printed(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout + done.stderr


def test_a_run_its_resumption_and_the_commands_beside_it_keep_the_key_to_themselves(
    here: Path, proxy: Proxy
) -> None:
    proxy.fault_for = lambda what, count: echoes if what == "optim_step" and count == 1 else None

    failed = run(TRAIN, *settings(proxy.url, *STEPS), cwd=here)

    assert failed.returncode == 1
    assert "no entry with" in failed.stderr
    directory = only_run(here / "outputs" / "sft")
    assert "no entry with" in (directory / "train.log").read_text()
    proxy.fault_for = lambda _what, _count: None
    commands = [
        ["resume", "sft_001", "--other-code"],
        ["tinker", "status", "sft_001"],
        ["tinker", "endpoint", "sft_001"],
        ["ls"],
    ]
    shown = [printed(failed), *(printed(run(TUTORTRAIN, *words, cwd=here)) for words in commands)]

    assert read_json(directory / "run.json")["status"] == "completed"
    assert (directory / "comparison.json").exists()
    assert [text for text in shown if MARK in text] == []
    assert files_with_the_mark(here) == []


def test_the_search_finds_a_key_that_was_written(here: Path, proxy: Proxy) -> None:
    run(TRAIN, *settings(proxy.url, "benchmark=none", "training.max_steps=1"), cwd=here)
    (here / "outputs" / "note.txt").write_text(f"key: {KEY}")
    assert files_with_the_mark(here) == ["outputs/note.txt"]


def test_a_key_among_the_settings_is_refused_and_not_repeated(here: Path, proxy: Proxy) -> None:
    done = run(TRAIN, *settings(proxy.url, f"backend.api_key_env={KEY}"), cwd=here)
    assert done.returncode == 2
    assert MARK not in printed(done)
    assert not (here / "outputs").exists()
