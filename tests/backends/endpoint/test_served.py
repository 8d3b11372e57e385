"""Whether it is told apart what an endpoint serves, over real HTTP: it may forget adapters on one route."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.backends.bigram import BigramSampler, CharacterTokenizer, Table, initial_table
from tests.backends.openai_routes import Serving, answering
from tutortrain.backends.greedy import Fingerprint, Question, read, take, write
from tutortrain.cli import main
from tutortrain.errors import RunError
from tutortrain.runs.checkpoints import CheckpointLog, Saved
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.record import Record
from tutortrain.types import Checkpoint, Message

KEY = "tml-marked-secret"
MODEL = "tinker://model_1/sampler_weights/final"
TOKENIZER = CharacterTokenizer()
BASE, TRAINED, OTHER = (10 * initial_table(seed) for seed in (0, 1, 2))
CONVERSATIONS = [(Message(role="user", content=text),) for text in ("what is 2 + 3?", "is 7 prime?")]


@pytest.fixture
def serving() -> Iterator[Serving]:
    trained = BigramSampler(TRAINED)
    served = Serving(key=KEY, model=MODEL, tokenizer=TOKENIZER, chat=trained, completions=trained)
    with answering(served):
        yield served


def questions(trained: Table = TRAINED) -> tuple[Question, ...]:
    return take(
        trained=BigramSampler(trained),
        base=BigramSampler(BASE),
        tokenizer=TOKENIZER,
        conversations=CONVERSATIONS,
    )


@pytest.fixture
def directory(serving: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunDirectory:
    """A completed run whose weights the server serves."""
    monkeypatch.setenv("TINKER_API_KEY", KEY)
    monkeypatch.chdir(tmp_path)
    directory = RunDirectory(tmp_path / "outputs" / "sft" / "sft_001_x")
    directory.path.mkdir(parents=True)
    config = {
        "method.kind": "sft",
        "backend.kind": "tinker",
        "backend.base_url": serving.url,
        "backend.api_key_env": "TINKER_API_KEY",
        "backend.connect_seconds": 2.0,
    }
    with Record.begin(directory, config=config, overrides=[], started=0.0):
        checkpoint = Checkpoint(name="step_000001", path="tinker://model_1/weights/step_000001")
        CheckpointLog(directory.checkpoint_log).add(Saved(step=1, checkpoint=checkpoint, eval_loss=None))
    remember(directory, serving)
    return directory


def remember(directory: RunDirectory, serving: Serving, trained: Table = TRAINED) -> None:
    asked = questions(trained)
    write(directory.fingerprint, Fingerprint(url=f"{serving.url}/oai/api/v1", model=MODEL, questions=asked))


@pytest.fixture
def endpoint(
    directory: RunDirectory, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Runs `tutortrain tinker endpoint sft_001` with these arguments: exit code and what it prints."""

    def call(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(["tinker", "endpoint", "sft_001", *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def test_the_endpoint_is_printed_without_asking_it(serving: Serving, endpoint: Any) -> None:
    code, out, _ = endpoint()

    assert code == 0
    assert out.splitlines()[:2] == [f"base_url  {serving.url}/oai/api/v1", f"model     {MODEL}"]
    assert KEY not in out
    assert serving.bodies == []


def test_what_was_trained_is_recognised_on_both_routes(endpoint: Any) -> None:
    code, out, err = endpoint("--check")

    assert (code, err) == (0, "")
    assert out.count("looks like trained (as trained: 100% of the text, 0.0e+00 nats apart;") == 2


@pytest.mark.parametrize("tells", [True, False])
def test_a_route_that_forgets_the_adapters_is_told_from_one_that_does_not(
    serving: Serving, endpoint: Any, tells: bool
) -> None:
    serving.completions, serving.tells = BigramSampler(BASE), tells

    code, out, err = endpoint("--check")

    assert code == 1
    assert "/chat/completions looks like trained" in out
    assert (
        f"{serving.url}/oai/api/v1/completions replies like the base model, not like what was trained" in err
    )


def test_other_weights_are_neither(serving: Serving, endpoint: Any) -> None:
    serving.chat = BigramSampler(OTHER)

    code, _, err = endpoint("--check")

    assert code == 1
    assert "/chat/completions replies neither like what was trained nor like the base model" in err


def test_weights_with_the_same_replies_are_told_apart_by_their_log_probabilities(
    directory: RunDirectory, serving: Serving, endpoint: Any
) -> None:
    remember(directory, serving, trained=BASE * 1.01)
    serving.chat = serving.completions = BigramSampler(BASE * 1.01)
    assert endpoint("--check")[0] == 0

    serving.chat = BigramSampler(BASE)
    assert "/chat/completions replies like the base model" in endpoint("--check")[2]

    serving.tells = False
    assert "tells no log-probabilities: it cannot be said which" in endpoint("--check")[2]


def test_the_same_replies_with_far_log_probabilities_are_something_else(
    serving: Serving, endpoint: Any
) -> None:
    serving.chat = BigramSampler(TRAINED * 2)

    assert np.array_equal(TRAINED.argmax(axis=1), (TRAINED * 2).argmax(axis=1))
    assert "replies neither like what was trained" in endpoint("--check")[2]


def test_replies_that_rounding_turns_elsewhere_are_still_what_was_trained(
    serving: Serving, endpoint: Any
) -> None:
    serving.keeps = 0.75
    code, out, err = endpoint("--check")
    assert (code, err) == (0, "")
    assert out.count("looks like trained (as trained: 74% of the text;") == 2

    serving.keeps = 0.4
    assert "replies neither like what was trained" in endpoint("--check")[2]


def test_a_route_that_is_missing_is_said_and_no_error_while_the_other_is_there(
    serving: Serving, endpoint: Any
) -> None:
    serving.completions = None
    code, out, _ = endpoint("--check")
    assert code == 0
    assert "/completions      not checked: " in out

    serving.chat = None
    code, _, err = endpoint("--check")
    assert code == 1
    assert "serves no model" in err


def test_a_server_that_refuses_to_tell_log_probabilities_is_asked_without(
    serving: Serving, endpoint: Any
) -> None:
    serving.tells, serving.refuses_logprobs = False, True

    code, out, _ = endpoint("--check")

    assert code == 0
    assert "as trained: 100% of the text;" in out


def test_a_run_without_a_fingerprint_cannot_be_checked(directory: RunDirectory) -> None:
    directory.fingerprint.write_text("{}")
    with pytest.raises(RunError, match="is damaged"):
        read(directory.fingerprint)
    directory.fingerprint.unlink()
    with pytest.raises(RunError, match="it is written at the end of a run"):
        read(directory.fingerprint)
