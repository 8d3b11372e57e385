"""Where the service is, who may use it and which models it serves; asked by plain HTTP, without the SDK.

The SDK retries for five minutes before it says that nobody is there; this says so at once.
"""

from dataclasses import dataclass
from typing import Any, Final

import httpx

from tutortrain.backends.endpoint.refusals import without_key
from tutortrain.config.backend import HOSTED, TinkerConfig
from tutortrain.errors import BackendError, ModelError, UserError
from tutortrain.keys import read_key

ENDPOINT_ROUTE: Final = "/oai/api/v1"
MODELS_ROUTE: Final = "/api/v1/get_server_capabilities"
RUNS_ROUTE: Final = "/api/v1/training_runs"
KEY_FORMS: Final = ("tml-", "eyJ")
"""How keys begin: those of the console, and signed tokens. The SDK refuses all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service; its key stays in the environment."""

    url: str
    api_key_env: str
    connect_seconds: float
    patience_seconds: float

    @classmethod
    def of(cls, config: TinkerConfig) -> "Service":
        return cls(
            url=config.service,
            api_key_env=config.api_key_env,
            connect_seconds=config.connect_seconds,
            patience_seconds=config.patience_seconds,
        )

    @property
    def endpoint(self) -> str:
        """Where an OpenAI client asks for weights by their address."""
        return self.url + ENDPOINT_ROUTE

    def key(self) -> str:
        """Raises UserError, which never repeats the value, if there is none or it has another form."""
        key = read_key(self.api_key_env)
        if not key:
            raise UserError(
                f"backend=tinker needs a key: put {self.api_key_env}=tml-... into .env, as env.example "
                "shows, or into the environment; a server of your own that asks for none takes tml-dummy"
            )
        if not key.startswith(KEY_FORMS):
            raise UserError(
                f"The key in {self.api_key_env} begins neither with tml- nor with eyJ, so it is no key of "
                "Tinker; copy it again, without quotes, into .env or the environment"
            )
        return key

    def without_key(self, text: str) -> str:
        """One bounded line in which the key is starred out."""
        return without_key(text, read_key(self.api_key_env) or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedModel:
    """A model by the service's name for it; whether it can be trained is not said by every service."""

    name: str
    trainable: bool = True


def served_models(service: Service) -> tuple[ServedModel, ...] | None:
    """What the service lists; None if it does not say this to the key alone.

    Raises UserError without a key and for an address that is no Tinker service, and BackendError where
    nobody answers in time or the server is broken.
    """
    answer = _ask(service, MODELS_ROUTE)
    if answer.status_code == 404:
        raise UserError(
            f"{service.url} is no Tinker service: it has no {MODELS_ROUTE}; "
            "backend.base_url is what comes before /api/v1"
        )
    return _listed(answer) if answer.status_code == 200 else None


def trained_model(service: Service, run_id: str) -> str:
    """The service's name for the model that a training run began with.

    Raises UserError without a key, ModelError for a training run that the service does not show to it, and
    BackendError as `served_models` does.
    """
    answer = _ask(service, f"{RUNS_ROUTE}/{run_id}")
    try:
        return str(answer.json()["base_model"])
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{service.url} shows no training run {run_id!r}: it answered {answer.status_code} "
            f"{service.without_key(answer.text)}; `tutortrain tinker runs` lists those that there are"
        ) from error


def _ask(service: Service, route: str) -> httpx.Response:
    """One short question. Raises BackendError where nobody answers in time or the server cannot work."""
    try:
        answer = httpx.get(
            service.url + route,
            headers={"X-API-Key": service.key()},
            timeout=httpx.Timeout(service.connect_seconds / 2),  # to connect, and again to answer
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise BackendError(
            f"Nobody answers at {service.url}: {service.without_key(str(error)) or type(error).__name__}. "
            f"{_remedy(service)}"
        ) from error
    if answer.status_code == 402 or answer.status_code >= 500:
        said = service.without_key(answer.text)
        raise BackendError(f"{service.url} cannot work now: it answered {answer.status_code} {said}")
    return answer


def _listed(answer: httpx.Response) -> tuple[ServedModel, ...] | None:
    try:
        rows: list[dict[str, Any]] = answer.json()["supported_models"]
        return tuple(
            ServedModel(name=row["model_name"], trainable=row.get("trainable") is not False) for row in rows
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _remedy(service: Service) -> str:
    if service.url == HOSTED:
        return "Check the connection; a server of your own is named by backend.base_url"
    return "Start the server, or correct backend.base_url"
