"""How 20 steps of each method go, kept: a refactoring must not change it.

After a change that is meant to move a curve: `python -m tests.methods.test_golden`, and say why in the commit.
"""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import pytest

from tests.backends.bigram import BigramBackend
from tests.backends.small_models import write_model
from tests.methods.rows import inputs, learning, workspace
from tutortrain.backends import open_backend
from tutortrain.backends.base import Backend
from tutortrain.compose.jobs import compose_job
from tutortrain.methods import build_recipe
from tutortrain.methods.loop import Plan, train

GOLDEN = Path(__file__).with_name("golden.json")
SETTINGS = ["training.batch_size=4", "training.max_steps=20", "backend.dtype=float32",
            "backend.device=cpu", "training.lora.rank=4"]  # fmt: skip
SAMPLING = ["method.sampling.max_tokens=40", "method.sampling.group_size=6"]
LEARNING_RATES = {"bigram": 0.05, "local": 0.01}
"""Far enough from where the last digit, which another processor rounds otherwise, grows into another curve."""
BOTH = ("bigram", "local")
EXACT = ("bigram",)
"""Where tokens are drawn, the last digit of a probability may decide which one: only exact learners repeat."""


@dataclass(frozen=True)
class Case:
    """A method, the metric that tells how it goes, and the learners that are held to it."""

    overrides: tuple[str, ...]
    metric: str
    learners: tuple[str, ...] = EXACT
    sign: int = -1


CASES = {
    "sft": Case(("method=sft",), "train/loss", BOTH),
    "rlvr": Case(
        ("method=rlvr", *SAMPLING, "method.rewards.length.weight=1", "method.rewards.length.target=20"),
        "rollout/reward",
        sign=+1,
    ),
    "on_policy": Case(("method=distillation", *SAMPLING), "rollout/teacher_kl"),
    "forward_kl": Case(("method=distillation", "method.divergence=forward_kl", *SAMPLING), "train/loss"),
    "off_policy": Case(
        ("method=distillation", "method.mode=off_policy", "method.keep=all", *SAMPLING), "train/loss"
    ),
}
EVERY = [(name, learner) for name, case in CASES.items() for learner in case.learners]


def open_learner(kind: str, folder: Path) -> Backend:
    if kind == "bigram":
        return BigramBackend(folder)
    config = compose_job([*SETTINGS, f"model.base_model={write_model(folder / 'model')}"])
    return open_backend(config.model, config.training.lora, config.backend, checkpoints=folder, seed=0)


def curve(name: str, learner: str, folder: Path) -> list[float]:
    case = CASES[name]
    rate = f"training.lr={LEARNING_RATES[learner]}"
    config = compose_job([*case.overrides, *SETTINGS, rate])
    backend = open_learner(learner, folder)
    recipe = build_recipe(config.method, inputs(backend.tokenizer(), config.training.batch_size))
    method = recipe.begin(workspace(folder))
    plan = Plan(seed=3, start=0, num_steps=20, training=config.training)
    return [step.metrics[case.metric] for step in train(learning(method, backend), plan, lambda: False)]


@pytest.mark.parametrize(("name", "learner"), EVERY)
def test_a_method_follows_its_golden_curve(name: str, learner: str, tmp_path: Path) -> None:
    expected = json.loads(GOLDEN.read_text())[name][learner]
    tolerance = 1e-12 if learner in EXACT else 1e-3
    assert curve(name, learner, tmp_path) == pytest.approx(expected, rel=tolerance)
    assert CASES[name].sign * (mean(expected[-5:]) - mean(expected[:5])) > 0


def write_golden() -> None:
    golden: dict[str, dict[str, list[float]]] = {}
    for name, learner in EVERY:
        with tempfile.TemporaryDirectory() as folder:
            golden.setdefault(name, {})[learner] = curve(name, learner, Path(folder))
    GOLDEN.write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    write_golden()
