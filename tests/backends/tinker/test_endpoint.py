"""`tutortrain tinker endpoint --check` with real numbers: a run over a real server, and what PyTorch makes of
the adapters that were fetched from there, served on both routes. The server computes in bfloat16.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backends.openai_routes import Serving, answering
from tests.backends.tinker.runs import ONLY_THERE, SILENT, settings
from tests.end_to_end.command_line import TUTORTRAIN, only_run, read_json, run
from tests.end_to_end.resuming import completed
from tutortrain.backends.base import Backend
from tutortrain.backends.models import EMBEDDED_FOLDER
from tutortrain.cli.tinker.asking import local_backend
from tutortrain.types import Checkpoint

pytestmark = ONLY_THERE
STEPS = 12


@pytest.fixture(scope="module")
def here(service: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one run, and in `adapters` what the server made of it."""
    here = tmp_path_factory.mktemp("endpoint")
    wanted = settings(service, SILENT, f"training.max_steps={STEPS}", "training.eval_every=0")
    completed(here, wanted)
    done = run(TUTORTRAIN, "tinker", "download", "sft_001", "adapters", "--no-verify", cwd=here)
    assert done.returncode == 0, done.stderr
    return here


@pytest.fixture(scope="module")
def backend() -> Backend:
    return local_backend(str(EMBEDDED_FOLDER))


@pytest.fixture
def serving(here: Path, backend: Backend) -> Iterator[Serving]:
    """What was trained, on both routes."""
    trained = backend.sampler(Checkpoint(name="adapters", path=str(here / "adapters")))
    model = read_json(only_run(here) / "fingerprint.json")["model"]
    served = Serving(
        key="tml-dummy", model=model, tokenizer=backend.tokenizer(), chat=trained, completions=trained
    )
    with answering(served):
        yield served


def check(here: Path, serving: Serving) -> tuple[int, str, str]:
    done = run(TUTORTRAIN, "tinker", "endpoint", "sft_001", "--check", "--base-url", serving.url, cwd=here)
    return done.returncode, done.stdout, done.stderr


def test_adapters_in_another_precision_are_what_was_trained(here: Path, serving: Serving) -> None:
    code, out, err = check(here, serving)

    assert code == 0, err
    assert out.count("looks like trained") == 2


def test_the_route_without_the_adapters_is_named(here: Path, serving: Serving, backend: Backend) -> None:
    serving.completions = backend.sampler()

    code, out, err = check(here, serving)

    assert (code, out.count("looks like trained"), out.count("looks like untouched")) == (1, 1, 1)
    assert "/completions replies like the base model" in err
