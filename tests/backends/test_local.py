"""What the local backend promises beyond the contract."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, LlamaConfig, MistralConfig, Qwen3Config

from tests.backends.small_models import small_llama, write_model
from tests.backends.test_contract import TEXTS, data, prompts, scores, train
from tutortrain.backends.base import Backend
from tutortrain.backends.local.attention import PACKED
from tutortrain.backends.local.border import computing
from tutortrain.backends.local.packing import micro_batches, pack, unpack
from tutortrain.backends.local.trainer import _stream
from tutortrain.errors import BackendError, ConfigError, ModelError
from tutortrain.types import Adam, Loss, SamplingParams

Open = Callable[..., Backend]


def reference_logprobs(model: torch.nn.Module, sequence: list[int]) -> np.ndarray:
    """Plain transformers: one sequence, no packing, no cache."""
    with torch.no_grad():
        logits = model(torch.tensor([sequence])).logits[0].float()
    return logits[:-1].log_softmax(-1).gather(1, torch.tensor(sequence)[1:, None])[:, 0].numpy()


@pytest.mark.parametrize("budget", [1, 50, 10_000])
def test_micro_batches_hold_every_sequence_once_and_stay_within_the_budget(budget: int) -> None:
    lengths = [30, 5, 20, 50, 1, 25]

    groups = micro_batches(lengths, budget)

    assert sorted(index for group in groups for index in group) == [0, 1, 2, 3, 4, 5]
    assert all(sum(lengths[i] for i in group) <= budget or len(group) == 1 for group in groups)
    assert {1: 6, 50: 4, 10_000: 1}[budget] == len(groups)


def test_packing_keeps_only_weighted_positions_and_unpacking_puts_them_back(open_local: Open) -> None:
    batch = data(open_local(), TEXTS[:2])

    packed = pack(batch, torch.device("cpu"))

    assert packed.tokens.shape == (1, sum(d.num_tokens for d in batch))
    assert packed.positions[0, packed.lengths[0] - 1 :].tolist()[:3] == [packed.lengths[0] - 1, 0, 1]
    assert len(packed.kept) == sum(d.num_trained for d in batch)
    rows = unpack(torch.arange(1.0, len(packed.kept) + 1), packed)
    assert [np.flatnonzero(row).tolist() for row in rows] == [
        np.flatnonzero(d.weights).tolist() for d in batch
    ]
    assert rows[1].max() == len(packed.kept)


@pytest.mark.parametrize(
    "config",
    [
        small_llama(),
        Qwen3Config(
            **small_llama().to_dict() | {"model_type": "qwen3", "head_dim": 8, "num_key_value_heads": 1}
        ),
        MistralConfig(
            **small_llama().to_dict() | {"model_type": "mistral", "sliding_window": 5, "head_dim": 8}
        ),
    ],
    ids=["llama", "qwen3", "mistral with a window"],
)
def test_log_probabilities_are_those_of_plain_transformers(
    open_local: Open, tmp_path: Path, config: LlamaConfig
) -> None:
    folder = write_model(tmp_path / "model", config)
    backend = open_local(folder)
    sampler = backend.sampler()
    reference = AutoModelForCausalLM.from_pretrained(folder)
    params = SamplingParams(max_tokens=14)

    for prompt, samples in zip(
        prompts(backend), sampler.sample(prompts(backend), 2, params).result(), strict=True
    ):
        for sample in samples:
            expected = reference_logprobs(reference, [*prompt, *sample.tokens])
            np.testing.assert_allclose(sample.logprobs, expected[len(prompt) - 1 :], atol=1e-4)
            scored = sampler.logprobs([[*prompt, *sample.tokens], [3, 4, 5]]).result()[0]
            np.testing.assert_allclose(scored[1:], expected, atol=1e-4)


def test_attention_with_a_window_is_not_packed(open_local: Open, tmp_path: Path, folder: Path) -> None:
    config = MistralConfig(
        **small_llama().to_dict() | {"model_type": "mistral", "sliding_window": 5, "head_dim": 8}
    )
    window = open_local(write_model(tmp_path / "window", config)).sampler()

    assert window._model.config._attn_implementation == "sdpa"
    assert open_local(folder).sampler()._model.config._attn_implementation == PACKED


def test_training_with_adapters_is_pefts_own(open_local: Open, folder: Path) -> None:
    """The same step by PEFT's layers and PyTorch's AdamW, without packing or fused layers."""
    backend = open_local()
    trainer, batch = backend.trainer(), data(backend)
    start = trainer.save("start")
    loss = train(trainer, batch, 2)[-1]

    model = PeftModel.from_pretrained(
        AutoModelForCausalLM.from_pretrained(folder), start.path, is_trainable=True
    )
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=0.02, betas=(0.9, 0.95), weight_decay=0.0)  # fmt: skip
    for _ in range(2):
        total = torch.zeros(())
        for datum in batch:
            logprobs = model(torch.tensor(datum.inputs)[None]).logits[0].log_softmax(-1)
            total = (
                total
                - (
                    torch.tensor(datum.weights)
                    * logprobs.gather(1, torch.tensor(datum.targets)[:, None])[:, 0]
                ).sum()
            )
        optimizer.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    assert loss == pytest.approx(float(total.detach()), rel=1e-4)
    merged = model.merge_and_unload()
    expected = [reference_logprobs(merged, list(prompt)) for prompt in prompts(backend)]
    for row, reference in zip(trainer.sampler().logprobs(prompts(backend)).result(), expected, strict=True):
        np.testing.assert_allclose(row[1:], reference, atol=2e-3)


def test_saved_adapters_load_in_plain_peft(open_local: Open, folder: Path) -> None:
    backend = open_local()
    trainer = backend.trainer()
    train(trainer, data(backend), 3)
    checkpoint = trainer.save("last")

    theirs = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(folder), checkpoint.path)

    for row, prompt in zip(
        trainer.sampler().logprobs(prompts(backend)).result(), prompts(backend), strict=True
    ):
        np.testing.assert_allclose(row[1:], reference_logprobs(theirs, list(prompt)), atol=1e-4)


def test_a_fully_trained_model_is_a_model_folder_of_its_own(open_local: Open) -> None:
    backend = open_local(rank=0)
    trainer = backend.trainer()
    train(trainer, data(backend), 3)
    checkpoint = trainer.save("whole")

    reopened = open_local(Path(checkpoint.path), rank=0)

    np.testing.assert_array_equal(scores(reopened.sampler(), reopened), scores(trainer.sampler(), backend))
    theirs = AutoModelForCausalLM.from_pretrained(checkpoint.path, dtype=torch.float32)
    row = trainer.sampler().logprobs(prompts(backend)).result()[0]
    np.testing.assert_allclose(row[1:], reference_logprobs(theirs, list(prompts(backend)[0])), atol=1e-5)


@pytest.mark.parametrize("rank", [0, 4])
def test_small_steps_are_not_lost_in_bfloat16(open_local: Open, tmp_path: Path, rank: int) -> None:
    """Steps far below bfloat16's resolution add up in the float32 masters."""
    folder = write_model(tmp_path / "model", dtype=torch.bfloat16)
    backend = open_local(folder, rank=rank, dtype="bfloat16")
    trainer, batch = backend.trainer(), data(backend)
    before = trainer.forward(batch, Loss()).result().loss
    masters = {name: value.clone() for name, value in trainer._weights.values().items()}

    for _ in range(4):
        trainer.forward_backward(batch, Loss()).result()
        trainer.optim_step(Adam(lr=1e-5)).result()

    moved = max(
        float((value - masters[name]).abs().max()) for name, value in trainer._weights.values().items()
    )
    assert moved == pytest.approx(4e-5, rel=0.1)
    assert all(value.dtype == torch.float32 for value in trainer._weights.values().values())
    assert trainer.forward(batch, Loss()).result().loss == pytest.approx(before, rel=0.01)


def test_training_in_bfloat16_lowers_the_loss(open_local: Open, tmp_path: Path) -> None:
    backend = open_local(write_model(tmp_path / "model", dtype=torch.bfloat16), dtype="bfloat16")

    losses = train(backend.trainer(), data(backend), 8)

    assert losses[-1] < 0.95 * losses[0]


@pytest.mark.parametrize("dropout", [0.0, 0.3])
def test_a_new_process_continues_bit_for_bit(
    open_local: Open, tmp_path: Path, folder: Path, dropout: float
) -> None:
    backend = open_local(dropout=dropout)
    whole = backend.trainer()
    losses = train(whole, data(backend), 6)
    whole.save("whole")

    half = backend.trainer()
    assert train(half, data(backend), 3) == losses[:3]
    half.save("half")
    program = f"""
import sys; sys.path.insert(0, {str(Path.cwd())!r})
from pathlib import Path
from tests.backends.test_contract import data, train
from tutortrain.backends import open_backend
from tutortrain.config.backend import LocalConfig
from tutortrain.config.model import ModelConfig
from tutortrain.config.training import LoraConfig
from tutortrain.types import Checkpoint
folder = Path({str(tmp_path / "checkpoints")!r})
backend = open_backend(
    ModelConfig(base_model={str(folder)!r}, max_length=64),
    LoraConfig(rank=4, alpha=8.0, dropout={dropout}, targets="all-linear"),
    LocalConfig(kind="local", device="cpu", dtype="float32", micro_batch_tokens=256, sampling_batch=64, num_threads={torch.get_num_threads()}),
    checkpoints=folder, seed=0)
trainer = backend.trainer(Checkpoint(name="half", path=str(folder / "half")))
print(train(trainer, data(backend), 3))
trainer.save("resumed")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert json.loads(done.stdout) == losses[3:]
    weights = [tmp_path / "checkpoints" / name / "adapter_model.safetensors" for name in ("whole", "resumed")]
    assert weights[0].read_bytes() == weights[1].read_bytes()


def test_dropout_differs_from_step_to_step_and_is_off_in_forward(open_local: Open) -> None:
    backend = open_local(dropout=0.5)
    trainer, batch = backend.trainer(), data(backend)
    train(trainer, batch, 1)

    passes = [trainer.forward_backward(batch, Loss()).result().loss for _ in range(3)]
    evaluations = {trainer.forward(batch, Loss()).result().loss for _ in range(3)}

    assert len(set(passes)) == 3
    assert len(evaluations) == 1


def test_no_two_passes_of_any_two_seeds_drop_alike(open_local: Open) -> None:
    def passes(seed: int) -> list[float]:
        trainer = open_local(dropout=0.5, seed=seed).trainer()
        return [trainer.forward_backward(data(open_local()), Loss()).result().loss for _ in range(3)]

    assert _stream(0, 2) != _stream(1, 1)
    assert passes(1) == passes(1)
    assert len({_stream(seed, n) for seed in range(30) for n in range(30)}) == 900


def test_a_narrow_batch_draws_the_same_samples(open_local: Open) -> None:
    backend = open_local()
    params = SamplingParams(max_tokens=12, stop=backend.tokenizer().stop_tokens)

    wide, narrow = (
        open_local(sampling_batch=width).sampler().sample(prompts(backend), 3, params).result()
        for width in (64, 4)
    )

    tokens = [[[sample.tokens for sample in samples] for samples in drawn] for drawn in (wide, narrow)]
    assert tokens[0] == tokens[1]


def test_unknown_lora_targets_are_refused_with_the_known_ones(open_local: Open) -> None:
    with pytest.raises(ModelError, match=r"no linear layer query; it has .*down_proj.*q_proj"):
        open_local(targets=("q_proj", "query")).trainer()


def test_only_named_targets_are_trained(open_local: Open) -> None:
    trainer = open_local(targets=("q_proj",)).trainer()

    names = trainer._weights.values()
    assert len(names) == 4
    assert all("q_proj.lora_" in name for name in names)


def test_a_checkpoint_of_another_rank_is_refused(open_local: Open) -> None:
    checkpoint = open_local(rank=4).trainer().save("four")

    with pytest.raises(BackendError, match="does not hold adapters of this model and rank"):
        open_local(rank=8).trainer(checkpoint)


def test_a_device_that_is_not_there_is_refused(open_local: Open) -> None:
    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    with pytest.raises(ConfigError, match=r"backend\.device=cuda: PyTorch finds no such device"):
        open_local(device="cuda")


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory"),
        RuntimeError("DefaultCPUAllocator: can't allocate memory"),
        MemoryError(),
    ],
)
def test_running_out_of_memory_names_the_setting_to_lower(error: Exception) -> None:
    with pytest.raises(BackendError, match=r"lower backend\.micro_batch_tokens"), computing("Training"):
        raise error


def test_the_fingerprint_changes_with_weights_and_tokenizer(open_local: Open, tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model")
    first = open_local(folder).fingerprint()
    template = folder / "chat_template.jinja"
    template.write_text(template.read_text() + " ")
    second = open_local(folder).fingerprint()
    write_model(folder, replace_vocabulary(small_llama()))

    assert len({first, second, open_local(folder).fingerprint()}) == 3


def test_the_fingerprint_changes_with_the_precision_and_with_weights_in_any_format(
    open_local: Open, tmp_path: Path
) -> None:
    folder = write_model(tmp_path / "model")
    exact, rounded = open_local(folder).fingerprint(), open_local(folder, dtype="bfloat16").fingerprint()
    (folder / "pytorch_model.bin").write_bytes(b"other weights")

    assert len({exact, rounded, open_local(folder).fingerprint()}) == 3


def replace_vocabulary(config: LlamaConfig) -> LlamaConfig:
    config.initializer_range = 0.1
    return config


def test_weight_zero_everywhere_is_a_loss_of_zero(open_local: Open) -> None:
    backend = open_local()
    batch = [replace(datum, weights=np.zeros_like(datum.weights)) for datum in data(backend)]

    result = backend.trainer().forward_backward(batch, Loss()).result()

    assert result.loss == 0
    assert all((row == 0).all() for row in result.logprobs)
