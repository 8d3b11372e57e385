"""The loss of 20 steps of each method, kept: a refactoring must not change it.

After a change that is meant to move a curve: `python -m tests.methods.test_golden`, and say why in the commit.
"""

import json
import tempfile
from pathlib import Path

import pytest

from tests.backends.bigram import BigramBackend
from tests.backends.small_models import write_model
from tests.methods.rows import inputs, learning
from tutortrain.backends import open_backend
from tutortrain.backends.base import Backend
from tutortrain.compose.jobs import compose_jobs
from tutortrain.methods import build_method
from tutortrain.methods.loop import Plan, train

GOLDEN = Path(__file__).with_name("golden.json")
SETTINGS = ["training.lr=0.05", "training.batch_size=4", "training.max_steps=20", "backend.dtype=float32",
            "backend.device=cpu", "training.lora.rank=4"]  # fmt: skip


def open_learner(kind: str, folder: Path) -> Backend:
    if kind == "bigram":
        return BigramBackend(folder)
    (config,) = compose_jobs([*SETTINGS, f"model.base_model={write_model(folder / 'model')}"], sweep=False)
    return open_backend(config.model, config.training.lora, config.backend, checkpoints=folder, seed=0)


def curve(kind: str, method: str, folder: Path) -> list[float]:
    (config,) = compose_jobs([f"method={method}", *SETTINGS], sweep=False)
    backend = open_learner(kind, folder)
    built = build_method(config.method, inputs(backend.tokenizer(), config.training.batch_size))
    plan = Plan(seed=3, start=0, num_steps=20, training=config.training)
    return [step.metrics["train/loss"] for step in train(learning(built, backend), plan, lambda: False)]


@pytest.mark.parametrize("method", ["sft"])
@pytest.mark.parametrize(("kind", "tolerance"), [("bigram", 1e-12), ("local", 1e-3)])
def test_a_method_follows_its_golden_curve(kind: str, method: str, tolerance: float, tmp_path: Path) -> None:
    expected = json.loads(GOLDEN.read_text())[method][kind]
    assert curve(kind, method, tmp_path) == pytest.approx(expected, rel=tolerance)
    assert expected[-1] < expected[0]


def write_golden() -> None:
    with tempfile.TemporaryDirectory() as folder:
        golden = {"sft": {kind: curve(kind, "sft", Path(folder)) for kind in ("bigram", "local")}}
    GOLDEN.write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    write_golden()
