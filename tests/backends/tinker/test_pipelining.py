"""Whether a service ever waits for us."""

import pytest

from benchmarks.tinker_pipelining import measure
from tests.backends.tinker.server import INSTALLED

pytestmark = [
    pytest.mark.tinker,
    pytest.mark.skipif(not INSTALLED, reason="an environment of `make tinker` only"),
]
STEPS, SECONDS = 50, 0.2


def test_a_service_that_handles_one_call_after_the_other_hardly_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TINKER_API_KEY", "tml-dummy")
    assert 0.9999 <= measure(STEPS, SECONDS) <= 1.1
