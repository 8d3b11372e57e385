"""The key goes to the given host and appears nowhere else."""

from collections.abc import Callable

import pytest

from tests.backends.endpoint.asking import ask, to
from tests.backends.served import Served, always, refuse, say, serving
from tutortrain.backends.endpoint import Endpoint, Failed
from tutortrain.errors import ConfigError, EndpointError

KEY = "sk-very/secret+key123"
CALLS: dict[str, Callable[[Endpoint], object]] = {
    "complete": lambda endpoint: ask(endpoint, "hello"),
    "probe": Endpoint.probe,
    "models": Endpoint.models,
}


def test_the_key_goes_to_the_server_and_into_nothing_else(
    served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MY_KEY", f" {KEY}\n")
    served.key = KEY
    served.fault_for = always(refuse(400, f"what is {KEY}?"))
    caplog.set_level("DEBUG")
    endpoint = to(served, api_key_env="MY_KEY")

    (failed,) = ask(endpoint, "hello")

    assert served.seen[0].headers["Authorization"] == f"Bearer {KEY}"
    assert failed == Failed(reason="400: what is ***?", status=400)
    assert caplog.text
    assert KEY not in repr(endpoint) + repr(endpoint.config) + caplog.text


def test_a_key_repeated_in_what_calls_itself_a_success_is_starred_out(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    served.fault_for = always(say({"error": {"message": f"{KEY} is used up"}}))

    (failed,) = ask(to(served, api_key_env="MY_KEY"), "hello")

    assert failed == Failed(reason="the server reports an error: *** is used up", status=200)


@pytest.mark.parametrize("call", CALLS)
def test_a_refused_key_is_not_repeated(served: Served, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    served.key = "another"

    with pytest.raises(EndpointError) as caught:
        CALLS[call](to(served, api_key_env="MY_KEY"))
    assert str(caught.value) == (
        f"{served.url} wants another key; correct the one in MY_KEY. "
        "(401: Incorrect API key provided: Bearer ***)"
    )


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(served: Served, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    with serving() as elsewhere:
        location = f"{elsewhere.url}/chat/completions?token={KEY}"
        served.fault_for = always(refuse(status, "moved", Location=location))

        with pytest.raises(EndpointError, match=r"sends requests on to http://127\.0\.0\.1; ") as caught:
            ask(to(served, api_key_env="MY_KEY"), "hello")

    assert elsewhere.seen == []
    assert KEY not in str(caught.value)


def test_plain_http_goes_past_proxies(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.removesuffix("/v1"))
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        ask(to(served), "hello")

    assert (len(served.seen), len(proxy.seen)) == (1, 0)


def test_a_missing_key_is_a_mistake_in_the_input(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MY_KEY", raising=False)

    with pytest.raises(ConfigError, match=r"MY_KEY is not set; put the key into \.env or the environment"):
        to(served, api_key_env="MY_KEY")


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "schlüssel"])
def test_a_key_that_no_header_can_carry_is_refused_unseen(
    served: Served, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("MY_KEY", key)

    with pytest.raises(ConfigError, match="what MY_KEY holds is no key") as caught:
        to(served, api_key_env="MY_KEY")
    assert key not in str(caught.value)
