"""From weights on a service to a folder on this machine.

Services differ in what they hand out: self-hosted ones an archive of weights that can be asked, as SDK 0.25
knew it; the hosted one files of an export, which is made for the occasion and removed again.
"""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tutortrain.backends.tinker import sdk
from tutortrain.backends.tinker.border import calling
from tutortrain.backends.tinker.fetching import archive_url, fetch, unpack
from tutortrain.backends.tinker.names import SCHEME
from tutortrain.backends.tinker.peft_folder import complete
from tutortrain.backends.tinker.remote import RemoteCheckpoint
from tutortrain.backends.tinker.service import Service
from tutortrain.errors import BackendError, UserError

EXPORT: Final = "download"
EXPORT_SECONDS: Final = 3600
"""An export that could not be removed goes by itself after the shortest time that services know."""


def download(
    service: Service, saved: Sequence[RemoteCheckpoint], base_model: str, folder: Path
) -> tuple[RemoteCheckpoint, tuple[str, ...]]:
    """Writes the newest of `saved` to `folder`, which must be new or empty, as PEFT reads it.

    Returns what was fetched and which settings of adapter_config.json had to be filled in. Raises UserError
    for a folder with something in it, and BackendError where the service hands nothing out.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is there already; name a new folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as temporary:
        place = Path(temporary) / "adapters"
        place.mkdir()
        fetched = _fetch_any(service, saved, place)
        filled = complete(place, base_model)
        if folder.exists():
            folder.rmdir()
        shutil.move(place, folder)
    return fetched, filled


def _fetch_any(service: Service, saved: Sequence[RemoteCheckpoint], place: Path) -> RemoteCheckpoint:
    """An archive where there is one, for that costs nothing; else an export of what a trainer saved."""
    newest_first = list(reversed(saved))
    for each in newest_first:
        if each.kind == "sampler" and _fetch_archive(service, each, place):
            return each
    for each in newest_first:
        if each.kind == "training" and sdk.EXPORTS:
            _fetch_export(service, each, place)
            return each
    kinds = ", ".join(sorted({each.kind for each in saved})) or "nothing"
    needed = "" if sdk.EXPORTS else "; the hosted service needs the SDK tinker>=0.38 for it"
    raise BackendError(f"{service.url} hands out no weights of this run, of which it keeps {kinds}{needed}")


def _fetch_archive(service: Service, saved: RemoteCheckpoint, place: Path) -> bool:
    """Some services know a checkpoint by its kind and name, others by its name alone."""
    run_id, _, path = saved.path.removeprefix(SCHEME).partition("/")
    for name in (path, path.rpartition("/")[2]):
        if url := archive_url(service, run_id, name):
            archive = place.with_name("archive")
            fetch(service, url, archive)
            unpack(archive, place)
            return True
    return False


def _fetch_export(service: Service, saved: RemoteCheckpoint, place: Path) -> None:
    with calling(service, f"Exporting {saved.path}"):
        client: Any = sdk.open_service(service, None, EXPORT)
        trainer = sdk.settled(client.create_training_client_from_state(saved.path))
        path = trainer.save_weights_external(EXPORT, ttl_seconds=EXPORT_SECONDS).result().path
        rest = sdk.open_rest(service)
        urls: dict[str, str] = rest.get_external_weights_urls(path).result().urls
    try:
        for name, url in urls.items():
            fetch(service, url, place / Path(name).name)
    finally:
        with calling(service, f"Deleting the export {path}"):
            rest.delete_checkpoint_from_tinker_path(path).result()
