"""Whether a service ever waits for us."""

from pathlib import Path

import pytest

from benchmarks.tinker_pipelining import CALLS_A_STEP, SECONDS, measure, stand_in
from tests.backends.tinker.server import INSTALLED

pytestmark = [
    pytest.mark.tinker,
    pytest.mark.skipif(not INSTALLED, reason="an environment of `make tinker` only"),
]
STEPS = 50


def test_a_service_that_handles_one_call_after_the_other_hardly_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINKER_API_KEY", "tml-dummy")
    with stand_in(SECONDS) as url:
        wall = measure(url, STEPS, tmp_path)
    assert 1 <= wall / (STEPS * CALLS_A_STEP * SECONDS) <= 1.1
