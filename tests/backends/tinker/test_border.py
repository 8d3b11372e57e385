"""Errors of the SDK, which look like these, and what users read instead."""

import pytest

from tutortrain.backends.tinker.border import Pending, calling, status
from tutortrain.backends.tinker.service import Service
from tutortrain.errors import BackendError

KEY = "tml-marked-secret"
SERVICE = Service(
    url="http://127.0.0.1:8000", api_key_env="TINKER_API_KEY", connect_seconds=10, patience_seconds=300
)


class APIStatusError(Exception):
    """As in `tinker._exceptions`: an answer with an error."""

    def __init__(self, status_code: int, body: object = None) -> None:
        super().__init__(f"Error code: {status_code} - {body}")
        self.status_code = status_code
        self.body = body


class APIConnectionError(Exception):
    """As in `tinker._exceptions`: no answer."""


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINKER_API_KEY", KEY)


def translated(error: Exception) -> BackendError:
    with pytest.raises(BackendError) as caught, calling(SERVICE, "Sampling"):
        raise error
    assert caught.value.__cause__ is error
    return caught.value


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (400, "Sampling failed: LoRA rank 64 must be between 1 and 32"),
        (401, r"wants another key than the one in TINKER_API_KEY \(LoRA"),
        (402, "the account behind TINKER_API_KEY needs payment"),
        (403, "the key in TINKER_API_KEY may not do this"),
        (429, "run fewer jobs at once"),
        (500, "http://127.0.0.1:8000 failed: 500 LoRA rank"),
    ],
)
def test_an_answer_is_told_in_the_services_own_words_with_what_to_do(code: int, message: str) -> None:
    error = APIStatusError(code, {"detail": "LoRA rank 64 must be between 1 and 32"})

    with pytest.raises(BackendError, match=message):
        raise translated(error)


def test_the_answer_behind_a_wrapped_error_is_the_one_that_is_told() -> None:
    wrapper = ValueError("Error retrieving result: ... for self.request_id='7'")
    wrapper.__cause__ = APIStatusError(404, {"error": "Checkpoint not found"})

    error = translated(wrapper)

    assert str(error) == "Sampling failed: Checkpoint not found"
    assert status(error) == 404


def test_a_lost_connection_is_told_as_one() -> None:
    wrapper = RuntimeError("request failed")
    wrapper.__cause__ = APIConnectionError("Connection error.")

    assert "http://127.0.0.1:8000 no longer answers (request failed)" in str(translated(wrapper))


def test_the_key_is_never_repeated() -> None:
    for error in (APIStatusError(400, {"detail": f"bad {KEY}"}), ValueError(f"header {KEY}")):
        assert KEY not in str(translated(error))
        assert "***" in str(translated(error))


def test_an_error_without_words_is_named() -> None:
    assert str(translated(AssertionError())) == "Sampling failed: AssertionError"


def test_waiting_begins_when_the_result_is_asked_for() -> None:
    asked = []
    pending = Pending(
        service=SERVICE, doing="Sampling", wait=lambda: asked.append(1) or 20, read=lambda x: x + 1
    )

    assert asked == []
    assert pending.result() == 21
    assert asked == [1]


def test_mistakes_of_ours_are_not_blamed_on_the_service() -> None:
    def read(_value: object) -> None:
        raise KeyError("ours")

    with pytest.raises(KeyError, match="ours"):
        Pending(service=SERVICE, doing="Sampling", wait=lambda: None, read=read).result()
