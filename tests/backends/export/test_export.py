"""What others load is what a run's own sampler asks."""

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from peft import AutoPeftModelForCausalLM
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel

from tests.backends.small_models import write_model
from tests.backends.test_contract import data, prompts, train
from tutortrain.backends.base import Backend
from tutortrain.backends.export import export_adapters, export_merged
from tutortrain.backends.named import NamedModel, find_model, label
from tutortrain.errors import ModelError, RunError, UserError
from tutortrain.runs.checkpoints import CheckpointLog, Saved
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.record import Record
from tutortrain.types import Checkpoint, Message, SamplingParams

Open = Callable[..., Backend]


@pytest.fixture
def base(folder: Path, tmp_path: Path) -> Path:
    """The small Llama, whose publisher advises a repetition penalty."""
    place = Path(shutil.copytree(folder, tmp_path / "base"))
    advice = {"repetition_penalty": 2.0, "eos_token_id": [2, 3], "temperature": 0.5, "do_sample": False}
    (place / "generation_config.json").write_text(json.dumps(advice))
    return place


@pytest.fixture
def run(base: Path, tmp_path: Path) -> RunDirectory:
    """Has no checkpoint yet; those of `open_local` lie in its directory."""
    directory = RunDirectory(tmp_path)
    config = {"method.kind": "sft", "model.base_model": str(base)}
    with Record.begin(directory, config=config, overrides=["training.lr=1e-3"], started=time.time()):
        return directory


def trained(backend: Backend, run: RunDirectory) -> NamedModel:
    trainer = backend.trainer()
    train(trainer, data(backend), 3)
    checkpoint = trainer.save("step_000003")
    CheckpointLog(run.checkpoint_log).add(Saved(step=3, checkpoint=checkpoint, eval_loss=None))
    return find_model(str(run.path))


def greedy(model: PreTrainedModel, prompt: tuple[int, ...]) -> tuple[int, ...]:
    with torch.inference_mode():
        whole = model.generate(torch.tensor([prompt]), max_new_tokens=12, do_sample=False)[0]
    return tuple(whole[len(prompt) :].tolist())


def logprobs(model: PreTrainedModel, prompt: tuple[int, ...]) -> np.ndarray:
    with torch.inference_mode():
        told = model(torch.tensor([prompt])).logits[0].log_softmax(-1)
    return told[:-1].gather(1, torch.tensor(prompt[1:])[:, None])[:, 0].numpy()


@pytest.mark.filterwarnings("ignore::UserWarning:peft")
@pytest.mark.parametrize("changes", [{"rank": 4}, {"rank": 0}, {"targets": ("lm_head", "q_proj")}], ids=str)
def test_an_exported_model_replies_as_the_runs_own_sampler(
    open_local: Open, base: Path, run: RunDirectory, tmp_path: Path, changes: dict[str, object]
) -> None:
    """The small Llama's embeddings are tied; a head with adapters of its own no longer is."""
    backend = open_local(base, **changes)
    weights = trained(backend, run)
    stored = export_merged(weights, tmp_path / "out")
    model = AutoModelForCausalLM.from_pretrained(tmp_path / "out")
    sampler = backend.sampler(weights.checkpoint or Checkpoint(name="last", path=weights.base_model))
    stop = backend.tokenizer().stop_tokens

    assert stored == "float32"
    assert model.generation_config.eos_token_id == list(stop)
    for prompt, (sample,), expected in zip(
        prompts(backend),
        sampler.sample(prompts(backend), 1, SamplingParams(max_tokens=12, temperature=0, stop=stop)).result(),
        sampler.logprobs(prompts(backend)).result(),
        strict=True,
    ):
        assert greedy(model, prompt) == sample.tokens
        np.testing.assert_allclose(logprobs(model, prompt), expected[1:], atol=1e-4)


def test_its_tokenizer_writes_the_same_prompt(open_local: Open, base: Path, tmp_path: Path) -> None:
    export_merged(NamedModel(base_model=str(base)), tmp_path / "out")
    turns = [{"role": "user", "content": "2 + 2?"}]
    told = AutoTokenizer.from_pretrained(tmp_path / "out").apply_chat_template(
        turns, add_generation_prompt=True
    )

    asked = open_local(base).tokenizer().prompt([Message(role="user", content="2 + 2?")])
    assert told["input_ids"] == list(asked)


@pytest.mark.parametrize("rank", [4, 0])
def test_it_is_stored_in_the_precision_that_training_began_with(
    open_local: Open, base: Path, run: RunDirectory, tmp_path: Path, rank: int
) -> None:
    """Although checkpoints hold float32."""
    write_model(base, dtype=torch.bfloat16)
    weights = trained(open_local(base, rank=rank), run)

    assert export_merged(weights, tmp_path / "out") == "bfloat16"
    assert AutoModelForCausalLM.from_pretrained(tmp_path / "out").dtype == torch.bfloat16
    assert export_merged(weights, tmp_path / "exact", "float32") == "float32"
    assert AutoModelForCausalLM.from_pretrained(tmp_path / "exact").dtype == torch.float32


def test_adapters_alone_load_in_peft_and_know_their_base(
    open_local: Open, base: Path, run: RunDirectory, tmp_path: Path
) -> None:
    backend = open_local(base)
    weights = trained(backend, run)
    export_adapters(weights, tmp_path / "out")
    model = AutoPeftModelForCausalLM.from_pretrained(tmp_path / "out")

    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert names == {"adapter_config.json", "adapter_model.safetensors", "README.md"}
    expected = backend.sampler(weights.checkpoint).logprobs(prompts(backend)).result()
    for prompt, row in zip(prompts(backend), expected, strict=True):
        np.testing.assert_allclose(logprobs(model, prompt), row[1:], atol=1e-4)


def test_the_card_says_where_the_weights_come_from(
    open_local: Open, base: Path, run: RunDirectory, tmp_path: Path
) -> None:
    export_merged(trained(open_local(base), run), tmp_path / "out")
    card = (tmp_path / "out" / "README.md").read_text()

    assert f"# {run.path.name}\n" in card
    for said in (
        "| checkpoint | step_000003 |",
        f"| started from | {base} |",
        "`training.lr=1e-3`",
        "in float32",
    ):
        assert said in card


def test_a_checkpoint_that_is_not_the_newest_is_called_by_both_names(
    open_local: Open, base: Path, run: RunDirectory
) -> None:
    backend = open_local(base)
    older = backend.trainer().save("step_000001")
    newest = trained(backend, run)

    assert label(newest) == run.path.name
    assert label(find_model(older.path)) == f"{run.path.name}_step_000001"
    assert label(find_model("tiny_teacher")) == "tiny_teacher"
    assert label(NamedModel(base_model="owner/model")) == "owner/model"


def test_a_folder_with_something_in_it_stays_as_it_is(base: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine").write_text("mine")

    with pytest.raises(UserError, match="out is there already; name a new folder"):
        export_merged(NamedModel(base_model=str(base)), out)
    assert [file.name for file in out.iterdir()] == ["mine"]


def test_an_export_that_fails_leaves_nothing(
    open_local: Open, base: Path, run: RunDirectory, tmp_path: Path
) -> None:
    weights = trained(open_local(base), run)
    assert weights.checkpoint is not None
    (Path(weights.checkpoint.path) / "adapter_model.safetensors").write_bytes(b"damaged")
    (tmp_path / "place").mkdir()

    with pytest.raises(ModelError, match="does not hold adapters of this model"):
        export_merged(weights, tmp_path / "place" / "out")
    assert list((tmp_path / "place").iterdir()) == []


def test_what_has_no_adapters_or_lies_at_a_service_is_refused(base: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="base is a whole model and has no adapters; leave out --adapter"):
        export_adapters(NamedModel(base_model=str(base)), tmp_path / "out")
    remote = Checkpoint(name="final", path="tinker://run/weights/final")
    for export in (export_merged, export_adapters):
        with pytest.raises(RunError, match=r"lies at the service .*`tutortrain tinker download RUN FOLDER`"):
            export(NamedModel(base_model=str(base), checkpoint=remote), tmp_path / "out")
    assert not (tmp_path / "out").exists()
