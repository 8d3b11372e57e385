"""What a checkpoint says can be asked by a run of other settings: its own files say what it is."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tests.backends.small_models import small_llama, write_model
from tests.backends.test_contract import data, scores, train
from tutortrain.backends.base import Backend
from tutortrain.errors import ModelError
from tutortrain.types import Checkpoint, Loss

Open = Callable[..., Backend]


def trained(backend: Backend, name: str = "last") -> tuple[Checkpoint, np.ndarray]:
    """A checkpoint after two steps, and what its trainer said then."""
    trainer = backend.trainer()
    train(trainer, data(backend, ["2 + 2 = 4"]), 2)
    return trainer.save(name), scores(trainer.sampler(), backend)


@pytest.mark.parametrize(("theirs", "ours"), [(4, 8), (4, 0), (8, 4), (0, 4)])
def test_the_rank_of_the_run_that_asks_does_not_matter(open_local: Open, theirs: int, ours: int) -> None:
    checkpoint, expected = trained(open_local(rank=theirs))
    backend = open_local(rank=ours)

    assert np.abs(scores(backend.sampler(), backend) - expected).max() > 0.01
    np.testing.assert_allclose(scores(backend.sampler(checkpoint), backend), expected, atol=1e-5)


def test_nor_does_it_change_the_fingerprint(open_local: Open) -> None:
    checkpoint, _ = trained(open_local(rank=4))
    assert open_local(rank=8).fingerprint(checkpoint) == open_local(rank=4).fingerprint(checkpoint)


def test_the_fingerprint_changes_with_what_decides_the_replies(open_local: Open) -> None:
    backend = open_local()
    checkpoint, _ = trained(backend)
    prints = [backend.fingerprint(checkpoint)]
    (Path(checkpoint.path) / "trainer.pt").unlink()
    prints.append(backend.fingerprint(checkpoint))
    settings = Path(checkpoint.path) / "adapter_config.json"
    settings.write_text(settings.read_text().replace('"lora_alpha": 8.0', '"lora_alpha": 16.0'))
    prints.append(backend.fingerprint(checkpoint))

    assert prints[0] == prints[1] != prints[2]


def cut_off(folder: Path) -> None:
    file = folder / "adapter_model.safetensors"
    file.write_bytes(file.read_bytes()[:100])


def lose_weights(folder: Path) -> None:
    (folder / "adapter_model.safetensors").unlink()


def lose_a_layer(folder: Path) -> None:
    file = folder / "adapter_model.safetensors"
    save_file({name: value for name, value in load_file(file).items() if "layers.1." not in name}, file)


def garble(folder: Path) -> None:
    (folder / "adapter_config.json").write_text('{"peft_type": "LO')


def name_no_kind(folder: Path) -> None:
    (folder / "adapter_config.json").write_text(json.dumps({"peft_type": "MAGIC"}))


@pytest.mark.parametrize("damage", [cut_off, lose_weights, lose_a_layer, garble, name_no_kind])
def test_damaged_adapters_are_refused(open_local: Open, damage: Callable[[Path], None]) -> None:
    backend = open_local()
    checkpoint, _ = trained(backend)
    damage(Path(checkpoint.path))

    with pytest.raises(ModelError, match=r"checkpoints/last does not hold adapters of this model: "):
        backend.sampler(checkpoint)


@pytest.mark.parametrize("changes", [{"num_hidden_layers": 1}, {"hidden_size": 16}], ids=str)
def test_adapters_of_another_model_are_refused(
    open_local: Open, tmp_path: Path, changes: dict[str, int]
) -> None:
    checkpoint, _ = trained(open_local())
    other = write_model(tmp_path / "other", small_llama(**changes))
    shutil.copytree(checkpoint.path, tmp_path / "adapters")

    with pytest.raises(ModelError, match="adapters does not hold adapters of this model: "):
        open_local(other).sampler(Checkpoint(name="adapters", path=str(tmp_path / "adapters")))


@pytest.mark.filterwarnings("ignore::UserWarning:peft")
def test_a_head_that_shares_the_embeddings_weights_is_trained_alone(open_local: Open) -> None:
    """Merging its adapters into the shared weights would change what every layer reads."""
    backend = open_local(targets=("lm_head",))
    trainer, batch = backend.trainer(), data(backend)
    untouched = trainer.forward(batch, Loss()).result().loss
    train(trainer, batch, 4)
    told = trainer.forward(batch, Loss()).result()
    sequences = [[int(datum.inputs[0]), *datum.targets.tolist()] for datum in batch]

    assert told.loss < 0.95 * untouched
    for sampler in (trainer.sampler(), backend.sampler(trainer.save("last"))):
        for datum, row, expected in zip(
            batch, sampler.logprobs(sequences).result(), told.logprobs, strict=True
        ):
            np.testing.assert_allclose(row[1:] * datum.weights, expected, atol=1e-4)
