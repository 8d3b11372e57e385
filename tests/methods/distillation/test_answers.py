"""What a teacher answered is asked for once, whatever comes between."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.methods.distillation.teachers import Diligent, answers, numbered
from tutortrain.errors import BackendError, Interrupted
from tutortrain.methods.distillation.answers import CHUNK
from tutortrain.runs.jsonl import read_rows
from tutortrain.runs.lock import waiting_for

NUM = CHUNK * 3 // 2


def files(folder: Path) -> list[Path]:
    return sorted((folder / "shared" / "teacher").rglob("answers.jsonl"))


def only_file(folder: Path) -> Path:
    (path,) = files(folder)
    return path


def test_questions_are_asked_in_chunks_and_their_answers_kept_in_order(tmp_path: Path) -> None:
    teacher = Diligent()
    given = answers(tmp_path, teacher, seed=3)

    assert teacher.asked == [CHUNK, NUM - CHUNK]
    assert given[0][1].reply == "0 1 [3, 0]"
    assert given[NUM - 1][0].reply == f"{NUM - 1} 0 [3, 1]"
    assert [row["problem_id"] for row in read_rows(only_file(tmp_path))] == [str(n) for n in range(NUM)]
    assert only_file(tmp_path).parent.parent == tmp_path / "shared" / "teacher" / "tiny_teacher"


def test_a_second_run_asks_nothing(tmp_path: Path) -> None:
    first, second = Diligent(), Diligent()
    assert answers(tmp_path, first) == answers(tmp_path, second)
    assert second.asked == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda folder: answers(folder, Diligent(), seed=1),
        lambda folder: answers(folder, Diligent(weights="second")),
        lambda folder: answers(folder, Diligent(), "method.sampling.temperature=0.5"),
        lambda folder: answers(folder, Diligent(), "method.sampling.group_size=3"),
        lambda folder: answers(folder, Diligent(), asked=numbered(NUM - 1)),
        lambda folder: answers(folder, Diligent(), asked=numbered(NUM)[::-1]),
    ],
    ids=["seed", "weights", "temperature", "group size", "fewer questions", "their order"],
)
def test_whatever_changes_the_answers_is_asked_afresh(ask: Callable[[Path], None], tmp_path: Path) -> None:
    answers(tmp_path, Diligent())
    ask(tmp_path)
    assert len(files(tmp_path)) == 2


def test_what_is_done_with_the_answers_is_no_reason_to_ask_again(tmp_path: Path) -> None:
    again = Diligent()
    answers(tmp_path, Diligent())
    answers(tmp_path, again, "method.keep=all", "method.loss.average=constant", "training.lr=1")
    assert again.asked == []


def interrupt_at(number: int) -> Callable[[], None]:
    """Raises when it is called for that time, counted from 1; before and after every chunk it is called."""
    calls = iter(range(1, 100))

    def check() -> None:
        if next(calls) == number:
            raise Interrupted("stopped")

    return check


def test_an_interrupted_run_goes_on_after_the_chunk_it_has(tmp_path: Path) -> None:
    answers(tmp_path / "whole", Diligent())
    with pytest.raises(Interrupted):
        answers(tmp_path / "cut", Diligent(), check=interrupt_at(2))
    kept = len(read_rows(only_file(tmp_path / "cut")))
    again = Diligent()
    answers(tmp_path / "cut", again)

    assert (kept, again.asked) == (CHUNK, [NUM - CHUNK])
    assert only_file(tmp_path / "cut").read_bytes() == only_file(tmp_path / "whole").read_bytes()


@pytest.mark.parametrize("num_lines", [CHUNK - 1, CHUNK + 5])
def test_a_chunk_that_a_kill_tore_is_asked_again_as_a_whole(num_lines: int, tmp_path: Path) -> None:
    answers(tmp_path, Diligent())
    whole = only_file(tmp_path).read_bytes()
    lines = whole.splitlines(keepends=True)
    only_file(tmp_path).write_bytes(b"".join(lines[:num_lines]) + lines[num_lines][:20])
    again = Diligent()
    answers(tmp_path, again)

    assert again.asked == ([CHUNK, NUM - CHUNK] if num_lines < CHUNK else [NUM - CHUNK])
    assert only_file(tmp_path).read_bytes() == whole


def test_one_failure_in_twenty_is_borne_and_more_are_not(tmp_path: Path) -> None:
    given = answers(tmp_path / "some", Diligent(num_failures=1), asked=numbered(10))
    assert given[0][0].failure == "503: busy"

    with pytest.raises(BackendError) as caught:
        answers(tmp_path / "many", Diligent(num_failures=2), asked=numbered(10))
    path = only_file(tmp_path / "many")
    assert str(caught.value) == (
        f"2 of 20 requests to the teacher brought no reply; the first: 503: busy. Remove {path} to ask again"
    )
    path.unlink()
    assert answers(tmp_path / "many", Diligent(), asked=numbered(10))[0][0].failure is None


def test_a_second_process_waits_for_the_first_and_asks_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.methods.distillation.teachers", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "asking\n"
        second = Diligent()
        given = answers(tmp_path, second)

    assert other.returncode == 0
    assert (len(given), second.asked) == (NUM, [])


def test_waiting_can_be_interrupted(tmp_path: Path) -> None:
    answers(tmp_path, Diligent())
    with (
        waiting_for(only_file(tmp_path).parent, lambda: None, lambda: None),
        pytest.raises(Interrupted),
    ):
        answers(tmp_path, Diligent(), check=interrupt_at(1))


def test_a_teacher_in_a_deep_folder_can_be_kept_too(tmp_path: Path) -> None:
    deep = "method.teacher.model=" + "/".join(["models"] * 60)
    answers(tmp_path, Diligent(), deep, asked=numbered(1))
    assert len(only_file(tmp_path).parent.parent.name) <= 60
