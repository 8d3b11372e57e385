"""transformers' server replies as the weights do in process, knows one model, and is gone in the end."""

import json
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.command_line import ALONE, TRAIN, only_run
from tests.end_to_end.command_line import run as run_command
from tests.serving.serving import Served, children, served, started
from tutortrain.backends.metered import Meter
from tutortrain.backends.named import TEACHER_FOLDER
from tutortrain.benchmark.respondents.base import Answer, Key, Respondent
from tutortrain.benchmark.respondents.endpoint import Served as AskedThere
from tutortrain.benchmark.respondents.in_process import Sampled
from tutortrain.benchmark.suites.base import Decoding
from tutortrain.compose.jobs import compose_job
from tutortrain.embedded.requests import HINT_REQUEST, SOLVE_REQUEST, ask
from tutortrain.embedded.rows import generate
from tutortrain.errors import EndpointError
from tutortrain.job.models import Meters, other_model
from tutortrain.runs.checkpoints import CheckpointLog, Saved
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.record import Record
from tutortrain.types import Checkpoint, Message

NAME = "sft_001_x"
QUESTIONS = [
    (Message(role="user", content=ask(str(row["problem"]), request)),)
    for row in generate("heldout", 5, seed=0)
    for request in (SOLVE_REQUEST, HINT_REQUEST)
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds a run that ended in the weights of the embedded teacher."""
    folder = tmp_path_factory.mktemp("serving")
    run = RunDirectory(folder / "outputs" / "sft" / NAME)
    last = Path(shutil.copytree(TEACHER_FOLDER, run.checkpoints / "last"))
    config = {"method.kind": "sft", "model.base_model": "tiny", "backend.dtype": "float32"}
    with Record.begin(run, config=config, overrides=[], started=time.time()):
        checkpoint = Checkpoint(name="last", path=str(last))
        CheckpointLog(run.checkpoint_log).add(Saved(step=1, checkpoint=checkpoint, eval_loss=None))
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Served]:
    with served("sft_001", folder) as answering:
        yield answering


def answers(respondent: Respondent) -> dict[Key, Answer]:
    told: dict[Key, Answer] = {}
    wanted = {(index, 0) for index in range(len(QUESTIONS))}
    respondent.answer(QUESTIONS, Decoding(max_tokens=60), wanted, told.update)
    return told


def test_greedy_replies_are_those_of_the_sampler_in_process(server: Served) -> None:
    """Text, counts of tokens, and why a reply ended."""
    config = compose_job(["backend.device=cpu", "backend.dtype=float32"])
    weights = other_model("tiny_teacher", config, Meters(Meter))
    here = Sampled(name=NAME, sampler=weights.sampler, tokenizer=weights.tokenizer, model="last")

    told = answers(AskedThere(name=NAME, endpoint=server.endpoint()))

    assert told == answers(here)
    assert len(told) == 10


def test_it_lists_the_run_alone_and_replies_in_its_name(server: Served) -> None:
    assert server.model == NAME
    assert server.endpoint().models() == (NAME,)
    assert server.endpoint().probe() == f"{NAME}@main"
    with pytest.raises(EndpointError, match="pinned to 'sft_001_x'; requested 'tiny'"):
        server.endpoint("tiny").probe()


def test_it_says_how_it_is_benchmarked(server: Served) -> None:
    assert server.benchmark == (
        f"tutortrain benchmark --model-name outputs/sft/{NAME} --endpoint {server.url} --served-model {NAME}"
    )


@pytest.mark.slow
def test_stopped_while_it_loads_it_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    run = folder / "outputs" / "sft" / NAME
    with started(str(run), tmp_path) as process:
        assert process.stdout is not None
        while "starting transformers" not in process.stdout.readline():
            assert process.poll() is None
        while not (loading := children(process.pid)):
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert "stopped by SIGTERM" in process.stdout.read()
    assert process.returncode == 130
    assert not any(Path(f"/proc/{pid}").exists() for pid in loading)
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.slow
def test_a_run_that_was_trained_replies_as_in_its_own_benchmark_until_ctrl_c(tmp_path: Path) -> None:
    short = ["data.num_train=64", "data.num_eval=16", "training.batch_size=4", "training.max_steps=20"]
    settings = ["benchmark.num_items=10", "backend.device=cpu", "backend.dtype=float32", ALONE]
    trained = run_command(TRAIN, *short, *settings, cwd=tmp_path)
    assert trained.returncode == 0, trained.stderr
    generations = only_run(tmp_path / "outputs" / "sft") / "generations.jsonl"
    rows = [json.loads(line) for line in generations.read_text().splitlines()]

    with served("sft_001", tmp_path) as server:
        (serving,) = children(server.process.pid)
        questions = [tuple(Message(**turn) for turn in row["messages"]) for row in rows]
        replies = server.endpoint().complete(questions, max_tokens=160, temperature=0)
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(20) == 0

    told = [(reply.text.strip(), reply.num_completion_tokens, reply.stop_reason) for reply in replies]
    assert told == [(row["reply"], row["num_tokens"], row["stop_reason"]) for row in rows]
    assert len(rows) == 20
    assert not Path(f"/proc/{serving}").exists()
    assert list(server.temporary.iterdir()) == []
