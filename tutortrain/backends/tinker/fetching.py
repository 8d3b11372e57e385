"""Files that a service hands out, by plain HTTP: a checkpoint's archive, and files at signed addresses."""

import tarfile
import time
from pathlib import Path
from typing import Final

import httpx

from tutortrain.backends.tinker.service import Service
from tutortrain.errors import BackendError, UserError

ARCHIVE: Final = "/api/v1/training_runs/{run_id}/checkpoints/{name}/archive"
SECONDS: Final = 600.0
"""Silence after which a transfer counts as broken."""
_NUM_TRIES: Final = 20
_SECONDS_BETWEEN: Final = 15.0
_BEING_MADE: Final = (425, 503)
_REFUSED: Final = (401, 402, 403)


def archive_url(service: Service, run_id: str, name: str) -> str | None:
    """Where the archive of a checkpoint lies, as the service answers to SDK 0.25: it sends on, or says so in
    JSON, or is still packing it. None where it makes no archives, or none of this checkpoint.
    """
    route = service.url + ARCHIVE.format(run_id=run_id, name=name)
    for _ in range(_NUM_TRIES):
        answer = _get(service, route)
        if answer.status_code not in _BEING_MADE:
            break
        time.sleep(_SECONDS_BETWEEN)
    if answer.has_redirect_location:
        return str(httpx.URL(route).join(answer.headers["Location"]))
    if answer.status_code == 200 and "json" in answer.headers.get("content-type", ""):
        return str(answer.json()["url"])
    if answer.is_redirect or answer.status_code in _REFUSED or answer.status_code >= 500:
        said = service.without_key(answer.text)
        raise BackendError(f"{service.url} gives no archive of {name}: {answer.status_code} {said}")
    return None


def fetch(service: Service, url: str, file: Path) -> None:
    """One file. The key goes only to the service itself: signed addresses carry their own."""
    own = url.startswith(f"{service.url}/")
    headers = {"X-API-Key": service.key()} if own else {}
    try:
        with httpx.stream("GET", url, headers=headers, timeout=SECONDS, follow_redirects=False) as answer:
            if answer.status_code != 200:
                raise BackendError(f"{_host(url)} refuses {file.name}: {answer.status_code}")
            with file.open("wb") as out:
                for chunk in answer.iter_bytes():
                    out.write(chunk)
    except httpx.HTTPError as error:
        said = service.without_key(str(error)) or type(error).__name__
        raise BackendError(f"{file.name} could not be fetched from {_host(url)}: {said}") from error
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}") from error


def unpack(archive: Path, folder: Path) -> None:
    """Raises BackendError for what is no archive, or would write elsewhere."""
    try:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
    except (tarfile.TarError, OSError, EOFError) as error:
        raise BackendError(f"what came is no archive of a checkpoint: {error}") from error


def _get(service: Service, url: str) -> httpx.Response:
    try:
        return httpx.get(url, headers={"X-API-Key": service.key()}, timeout=SECONDS, follow_redirects=False)
    except httpx.HTTPError as error:
        said = service.without_key(str(error)) or type(error).__name__
        raise BackendError(f"{service.url} no longer answers: {said}") from error


def _host(url: str) -> str:
    """A signed address holds secrets, so only its host is named."""
    return httpx.URL(url).host
