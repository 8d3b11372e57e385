"""The settings of an endpoint, as they are parsed."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from tutortrain.config.endpoint import EndpointConfig
from tutortrain.errors import ConfigError


def parse(**changes: Any) -> EndpointConfig:
    settings = {
        "url": "https://api.example.org/v1",
        "model": "tutor",
        "api_key_env": "EXAMPLE_API_KEY",
        "max_concurrent": 8,
        "timeout_seconds": 60,
        "max_retries": 4,
    }
    return TypeAdapter(EndpointConfig).validate_python(settings | changes)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/v1", "https://h.org", "http://[::1]:80/v1"])
def test_an_address_loses_its_last_slash_and_nothing_else(url: str) -> None:
    assert parse(url=url).url == url
    assert parse(url=f"{url}/").url == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:8000",
        "ftp://h/v1",
        "https://",
        "https://h/v1?a=b",
        "https://h/#x",
        "http://h:port/v1",
        "http://[h/v1",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match=r"should be an address such as http://127\.0\.0\.1:8000/v1"):
        parse(url=url)


def test_the_route_is_not_part_of_the_address() -> None:
    with pytest.raises(ValidationError, match="should be the address without /chat/completions"):
        parse(url="https://h.org/v1/chat/completions/")


@pytest.mark.parametrize("url", ["https://me:secret@h.org/v1", "https://secret@h.org/v1"])
def test_a_password_in_an_address_is_refused_unseen(url: str) -> None:
    with pytest.raises(ConfigError, match="holds no user name or password") as caught:
        parse(url=url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("value", ["sk-secret", "hf_secret", "secret", "A B", "1A", ""])
def test_a_key_in_place_of_its_variables_name_is_refused_unseen(value: str) -> None:
    with pytest.raises(
        ConfigError, match="api_key_env: this takes the NAME of an environment variable"
    ) as caught:
        parse(api_key_env=value)
    assert "secret" not in str(caught.value)


def test_a_server_may_want_no_key() -> None:
    assert parse(api_key_env=None).api_key_env is None


@pytest.mark.parametrize(
    ("key", "value"), [("max_concurrent", 0), ("timeout_seconds", 0), ("max_retries", -1), ("model", "")]
)
def test_a_value_out_of_range_is_refused(key: str, value: object) -> None:
    with pytest.raises(ValidationError, match=key):
        parse(**{key: value})
