"""A server of the embedded model, for runs from the command line."""

from collections.abc import Iterator

import pytest

from tests.backends.tinker.proxy import Proxy, between
from tests.backends.tinker.server import serving
from tutortrain.backends.models import EMBEDDED_FOLDER

NUM_ADAPTERS = 32
"""Fewer than for the small model: every optimiser step goes over all of them, and runs are few."""


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Tinker server that knows the embedded model, and a key in the environment."""
    with (
        serving(EMBEDDED_FOLDER, tmp_path_factory.mktemp("service") / "state", NUM_ADAPTERS) as url,
        pytest.MonkeyPatch.context() as env,
    ):
        env.setenv("TINKER_API_KEY", "tml-dummy")
        yield url


@pytest.fixture
def proxy(service: str) -> Iterator[Proxy]:
    """Stands before that server."""
    with between(service) as proxy:
        yield proxy
