"""Whatever a file holds, it is read, or refused by one of our messages; nothing half-written is left.

FUZZ_SECONDS says for how long new files are made. What once failed comes first the next time, from .hypothesis/.
"""

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from tests.fuzz.mangled import files
from tests.fuzz.running import SETTINGS, called, for_a_while
from tutortrain.backends.tokenizer import open_tokenizer
from tutortrain.compose import app
from tutortrain.data import stored
from tutortrain.data.lazy import render_lazily
from tutortrain.data.load import load
from tutortrain.data.render import render_all
from tutortrain.data.stored import StoredRows
from tutortrain.errors import TutorTrainError

pytestmark = pytest.mark.fuzz
FILE, OUTPUT = "rows.jsonl", "out.jsonl"
LOOKING: Final = [
    ("data", "check", FILE, "data={}"),
    ("data", "check", "--all", FILE),
    ("data", "stats", FILE, "data={}"),
    ("data", "show", FILE, "data={}"),
]
WRITING: Final = [
    ("tag", "--input", FILE, "--output", OUTPUT),
    ("tag", "--input", FILE, "--output", OUTPUT, "--tagger", "rules", "--problem-field", "question"),
    ("data", "convert", FILE, "-o", OUTPUT),
    ("data", "convert", FILE, "-o", OUTPUT, "--source", "{}"),
    ("data", "split", FILE, "--into", "a=0.5,b=0.5"),
    ("data", "sample", FILE, "-o", OUTPUT, "-n", "2"),
]
"""Where {} stands, the file's source is named."""
KEEPING: Final = ("split", "sample")
"""What writes lines as they are, in the file's own form."""
compose = cache(app.compose_command_line)


@pytest.fixture(autouse=True)
def composed_once(monkeypatch, tmp_path):
    """The settings are the same for every file, and take longer than all the rest."""
    monkeypatch.setattr(app, "compose_command_line", lambda words: compose(tuple(words)))
    monkeypatch.chdir(tmp_path)


def test_commands_that_look_end_with_an_exit_code():
    @SETTINGS
    @given(files(), st.sampled_from(LOOKING))
    def look(file, words):
        Path(FILE).write_bytes(file.content)
        called(*(word.format(file.source) for word in words))

    for_a_while(look)


def test_commands_that_write_leave_a_whole_file_or_none():
    @SETTINGS
    @given(files(), st.sampled_from(WRITING))
    def write(file, words):
        with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as here:
            here.chdir(folder)
            Path(FILE).write_bytes(file.content)
            code = called(*(word.format(file.source) for word in words))
            left = {path.name: path for path in Path().iterdir() if path.name != FILE}
            assert bool(left) == (code == 0), left
            assert left.keys() <= {OUTPUT, "rows.a.jsonl", "rows.b.jsonl"}
            for path in left.values():
                check_whole(path, file.source if words[1] in KEEPING else "jsonl")

    for_a_while(write)


def check_whole(path: Path, source: str) -> None:
    """It ends with a line's end, every line is an object, and all rows can be used."""
    content = path.read_bytes()
    assert content.endswith(b"\n")
    for line in content.decode("utf-8-sig").removesuffix("\n").split("\n"):
        assert isinstance(json.loads(line), dict)
    assert called("data", "check", str(path), f"data={source}") == 0


def test_what_is_read_for_training_is_rendered_or_refused():
    tokenizer = open_tokenizer("tiny")

    @SETTINGS
    @given(
        files(),
        st.sampled_from(["error", "truncate", "drop"]),
        st.sampled_from([1, 50_000]),
    )
    def train(file, on_too_long, max_kept):
        Path(FILE).write_bytes(file.content)
        config = compose(
            (f"data={file.source}", f"data.train_file={FILE}", f"data.on_too_long={on_too_long}")
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stored, "MAX_KEPT", max_kept)
            try:
                rows = load(config.data).train
                render = render_lazily if isinstance(rows, StoredRows) else render_all
                list(render(rows, tokenizer, 40, on_too_long).data)
            except TutorTrainError as error:
                event(type(error).__name__)

    for_a_while(train)
