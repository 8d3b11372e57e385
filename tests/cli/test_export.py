"""`tutortrain export`, up to what plain transformers makes of the folder."""

from pathlib import Path

import numpy as np
import pytest

from tutortrain.backends.metered import Meter
from tutortrain.cli import main
from tutortrain.compose.jobs import compose_job
from tutortrain.embedded.requests import SOLVE_REQUEST, ask
from tutortrain.embedded.rows import generate
from tutortrain.job.models import Meters, other_model
from tutortrain.types import Message, SamplingParams

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")


def export(*arguments: str) -> int:
    """In this process, which has PyTorch already; the exit code."""
    return main(["export", *arguments])


def test_the_exported_teacher_answers_held_out_problems_as_its_sampler(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export("tiny_teacher", "out", "--dtype", "float32") == 0
    assert "out: tiny_teacher as a whole model in float32" in capsys.readouterr().out
    model = transformers.AutoModelForCausalLM.from_pretrained(here / "out")

    config = compose_job(["backend.device=cpu", "backend.dtype=float32"])
    teacher = other_model("tiny_teacher", config, Meters(Meter))
    prompts = [
        teacher.tokenizer.prompt([Message(role="user", content=ask(str(row["problem"]), SOLVE_REQUEST))])
        for row in generate("heldout", 10, seed=0)
    ]
    params = SamplingParams(max_tokens=40, temperature=0, stop=teacher.tokenizer.stop_tokens)
    for prompt, (reply,) in zip(prompts, teacher.sampler.sample(prompts, 1, params).result(), strict=True):
        with torch.inference_mode():
            whole = model.generate(torch.tensor([prompt]), max_new_tokens=40, do_sample=False)
            logprobs = model(whole).logits[0, :-1].log_softmax(-1).gather(1, whole[0, 1:, None])[:, 0]
        assert tuple(whole[0, len(prompt) :].tolist()) == reply.tokens
        np.testing.assert_allclose(logprobs[len(prompt) - 1 :], reply.logprobs, atol=1e-4)


def test_the_adapters_alone_are_named_and_a_folder_in_use_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export("tiny_teacher", "out", "--adapter") == 0
    assert capsys.readouterr().out == "out: the adapters of tiny_teacher\n"

    assert export("tiny_teacher", "out") == 2
    assert "out is there already; name a new folder" in capsys.readouterr().err
    assert not (here / "out" / "config.json").exists()


def test_a_run_that_is_not_there_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export("sft_404", "out") == 2
    assert "sft_404" in capsys.readouterr().err
    assert list(here.iterdir()) == []
