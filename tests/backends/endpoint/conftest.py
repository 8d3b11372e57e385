"""A server for each test."""

from collections.abc import Iterator

import pytest

from tests.backends.served import Served, serving


@pytest.fixture
def served() -> Iterator[Served]:
    """A healthy server, until the test says otherwise."""
    with serving() as server:
        yield server
