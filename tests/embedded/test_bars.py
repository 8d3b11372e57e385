"""What the embedded model must leave to learn: it half solves, sampling finds more, and its hints give the answer away."""

from pathlib import Path

import pytest

from tutortrain.backends.base import Sampler
from tutortrain.backends.models import EMBEDDED_FOLDER
from tutortrain.backends.tokenizer import ChatTokenizer
from tutortrain.config.backend import LocalConfig
from tutortrain.config.model import ModelConfig
from tutortrain.config.training import LoraConfig
from tutortrain.embedded.requests import SOLVE_REQUEST, ask
from tutortrain.embedded.rows import generate
from tutortrain.grading.leak import leaks
from tutortrain.grading.lesson import Lesson
from tutortrain.types import Message, SamplingParams

pytestmark = pytest.mark.slow
ROWS = generate("heldout", 400, 0)


@pytest.fixture(scope="module")
def sampler(tmp_path_factory: pytest.TempPathFactory) -> Sampler:
    from tutortrain.backends.local.backend import open_local

    local = LocalConfig(
        kind="local",
        device="cpu",
        dtype="float32",
        micro_batch_tokens=4096,
        sampling_batch=400,
        num_threads=None,
    )
    lora = LoraConfig(rank=0, alpha=1.0, dropout=0.0, targets="all-linear")
    folder: Path = tmp_path_factory.mktemp("checkpoints")
    model = ModelConfig(base_model=str(EMBEDDED_FOLDER), max_length=512)
    return open_local(model, lora, local, checkpoints=folder, seed=0).sampler()


@pytest.fixture
def replies(sampler: Sampler, model_tokenizer: ChatTokenizer):
    def ask_all(prompts: list[str], count: int, temperature: float) -> list[list[str]]:
        params = SamplingParams(max_tokens=128, temperature=temperature, stop=model_tokenizer.stop_tokens)
        tokens = [model_tokenizer.prompt((Message(role="user", content=prompt),)) for prompt in prompts]
        samples = sampler.sample(tokens, count, params).result()
        return [[model_tokenizer.decode(sample.tokens) for sample in group] for group in samples]

    return ask_all


def is_right(reply: str, row: dict[str, object]) -> bool:
    return reply.rpartition("The answer is ")[2].strip().rstrip(".") == row["answer"]


def test_it_solves_thirty_to_sixty_percent_of_heldout_problems(replies) -> None:
    found = replies([ask(str(row["problem"]), SOLVE_REQUEST) for row in ROWS], 1, 0.0)
    assert 0.3 <= sum(is_right(reply, row) for (reply,), row in zip(found, ROWS, strict=True)) / 400 <= 0.6


def test_the_best_of_eight_samples_is_twenty_points_above_one(replies) -> None:
    found = replies([ask(str(row["problem"]), SOLVE_REQUEST) for row in ROWS], 8, 1.0)
    right = [[is_right(reply, row) for reply in group] for group, row in zip(found, ROWS, strict=True)]
    assert sum(map(any, right)) / 400 >= sum(map(sum, right)) / 3200 + 0.2


def test_asked_for_a_hint_it_gives_the_answer_in_over_sixty_percent(replies) -> None:
    found = replies([str(row["prompt"]) for row in ROWS], 1, 0.0)
    lessons = [Lesson(problem=str(row["problem"]), answer=str(row["answer"])) for row in ROWS]
    assert sum(leaks(reply, lesson) for (reply,), lesson in zip(found, lessons, strict=True)) / 400 > 0.6
