"""Archives and signed addresses, over real HTTP: the key goes to the service and nowhere else."""

import io
import json
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tutortrain.backends.tinker import fetching
from tutortrain.backends.tinker.fetching import archive_url, fetch, unpack
from tutortrain.backends.tinker.service import Service
from tutortrain.errors import BackendError

KEY = "tml-marked-secret"
Reply = tuple[int, dict[str, str], bytes]


class Storing(ThreadingHTTPServer):
    """Gives these replies in turn, the last one over and over; `keys` are those it was shown."""

    replies: list[Reply]
    keys: list[str | None]


class Handler(BaseHTTPRequestHandler):
    server: Storing

    def do_GET(self) -> None:
        self.server.keys.append(self.headers.get("X-API-Key"))
        status, headers, body = self.server.replies[0]
        self.server.replies = self.server.replies[1:] or self.server.replies
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Storing]:
    monkeypatch.setenv("TINKER_API_KEY", KEY)
    monkeypatch.setattr(fetching, "_SECONDS_BETWEEN", 0.0)
    server = Storing(("127.0.0.1", 0), Handler)
    server.keys = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def service(server: Storing) -> Service:
    url = f"http://127.0.0.1:{server.server_port}"
    return Service(url=url, api_key_env="TINKER_API_KEY", connect_seconds=2, patience_seconds=2)


@pytest.mark.parametrize(
    ("reply", "url"),
    [
        ((302, {"Location": "https://storage/x?signed"}, b""), "https://storage/x?signed"),
        (
            (200, {"Content-Type": "application/json"}, json.dumps({"url": "https://storage/y"}).encode()),
            "https://storage/y",
        ),
        ((404, {}, b""), None),
        ((400, {}, b"Sampler checkpoints cannot be downloaded"), None),
    ],
)
def test_the_address_of_an_archive_comes_in_two_ways_or_not_at_all(
    store: Storing, reply: Reply, url: str | None
) -> None:
    store.replies = [(503, {}, b""), (425, {}, b""), reply]

    assert archive_url(service(store), "model_1", "final") == url
    assert store.keys == [KEY] * 3


def test_a_refused_key_is_an_error_that_does_not_show_it(store: Storing) -> None:
    store.replies = [(401, {}, f"unknown key {KEY}".encode())]

    with pytest.raises(BackendError, match=r"gives no archive of final: 401 unknown key \*\*\*"):
        archive_url(service(store), "model_1", "final")


def test_a_redirect_to_nowhere_is_an_error(store: Storing) -> None:
    store.replies = [(302, {}, b"over there")]

    with pytest.raises(BackendError, match="gives no archive of final: 302 over there"):
        archive_url(service(store), "model_1", "final")


def test_the_key_is_not_shown_to_another_host(store: Storing, tmp_path: Path) -> None:
    store.replies = [(200, {}, b"weights")]
    own = service(store)
    elsewhere = Service(
        url="http://127.0.0.2:1", api_key_env="TINKER_API_KEY", connect_seconds=2, patience_seconds=2
    )

    fetch(own, f"{own.url}/file", tmp_path / "one")
    fetch(elsewhere, f"{own.url}/file?signature=secret", tmp_path / "two")

    assert store.keys == [KEY, None]
    assert (tmp_path / "two").read_bytes() == b"weights"


def test_a_refused_file_names_the_host_and_no_signature(store: Storing, tmp_path: Path) -> None:
    store.replies = [(403, {}, b"")]
    with pytest.raises(BackendError) as refused:
        fetch(service(store), f"{service(store).url}/x?signature=secret", tmp_path / "file")
    assert str(refused.value) == "127.0.0.1 refuses file: 403"


def test_an_archive_writes_nowhere_else(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    with tarfile.open(archive, "w:gz") as packed:
        packed.addfile(tarfile.TarInfo("../outside"), io.BytesIO())
    with pytest.raises(BackendError, match="no archive of a checkpoint"):
        unpack(archive, tmp_path / "folder")
    assert not (tmp_path / "outside").exists()
    archive.write_bytes(b"no archive")
    with pytest.raises(BackendError, match="no archive of a checkpoint"):
        unpack(archive, tmp_path / "folder")
