"""Where a server can listen, and how it is reached from this machine."""

import socket

import pytest

from tutortrain.errors import UserError
from tutortrain.serving.address import endpoint, free_port


def test_a_port_in_use_is_refused_and_0_takes_another() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = listener.getsockname()[1]
        with pytest.raises(UserError, match=rf"127\.0\.0\.1:{taken} cannot be listened on \(.*--port 0"):
            free_port("127.0.0.1", taken)
        assert free_port("127.0.0.1", 0) != taken


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/v1"),
        ("0.0.0.0", "http://127.0.0.1:8000/v1"),
        ("::", "http://[::1]:8000/v1"),
    ],
)
def test_a_server_on_all_addresses_is_reached_on_this_machines_own(host: str, url: str) -> None:
    assert endpoint(host, 8000, "sft_001_x").url == url
