"""A model behind an OpenAI-compatible address; whichever group names one holds these keys."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from tutortrain.config.settings import settings
from tutortrain.errors import ConfigError

CHAT_ROUTE: Final = "/chat/completions"
MODELS_ROUTE: Final = "/models"
_ADDRESS: Final = re.compile(r"https?://([\w.-]+|\[[0-9a-fA-F:.]+\])(:\d{1,5})?(/[^\s?#]*)?")
_VARIABLE: Final = re.compile(r"[A-Z_][A-Z0-9_]*")


def _address(url: str) -> str:
    """Without a trailing slash."""
    refuse_password(url, "url", "a variable whose name is given as api_key_env")
    if not _ADDRESS.fullmatch(url):
        raise PydanticCustomError("address", "Input should be an address such as http://127.0.0.1:8000/v1")
    if url.rstrip("/").endswith(CHAT_ROUTE):
        raise PydanticCustomError("route", f"Input should be the address without {CHAT_ROUTE}")
    return url.rstrip("/")


def refuse_password(url: str, setting: str, instead: str) -> None:
    """Raises ConfigError, which does not repeat the value, for an address with a user name or password.

    instead: the variables of the environment that take them.
    """
    if "@" in url.partition("://")[2].partition("/")[0]:
        raise ConfigError(
            f"{setting}: an address holds no user name or password here, for settings are written to files; "
            f"put them into .env or the environment, as {instead}"
        )


def _variable(name: str) -> str:
    """Raises ConfigError, which does not repeat the value: what is no name may be the key itself."""
    if not _VARIABLE.fullmatch(name):
        raise ConfigError(
            "api_key_env: this takes the NAME of an environment variable in capitals, such as HF_TOKEN; "
            "the key itself belongs into that variable or into .env"
        )
    return name


Address = Annotated[str, AfterValidator(_address)]
"""What comes before `/chat/completions`."""
VariableName = Annotated[str, AfterValidator(_variable)]
"""Where a key is found, never the key."""


def parse_address(url: str, option: str) -> str:
    """An address that was given by a command's option. Raises ConfigError."""
    try:
        return TypeAdapter(Address).validate_python(url)
    except ValidationError as error:
        raise ConfigError(f"{option}={url}: {error.errors()[0]['msg']}") from error


@settings
class Connection:
    """How an endpoint is asked.

    api_key_env: the variable that holds the key, never the key; null: the server wants none.
    max_concurrent: at most so many requests are under way at once.
    timeout_seconds: for one attempt, from connecting to the last byte.
    max_retries: further attempts after the first, with growing random waits.
    """

    api_key_env: VariableName | None
    max_concurrent: Annotated[int, Field(ge=1)]
    timeout_seconds: Annotated[float, Field(gt=0)]
    max_retries: Annotated[int, Field(ge=0)]


@settings
class EndpointConfig(Connection):
    """`model` is the id under which the server at `url` knows it."""

    url: Address
    model: Annotated[str, Field(min_length=1)]
