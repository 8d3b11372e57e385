"""Rebuilds the embedded model: `python -m tutortrain.embedded.pretrain OUT_DIR` (two cores, ten minutes).

A random model with a tokenizer of its own reads the careless tutor's conversations (`embedded.corpus`)
through the project's own local backend, and is written out as a plain transformers folder in bfloat16.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from tutortrain.arrays import Floats
from tutortrain.backends.base import Backend, Tokenizer, Trainer
from tutortrain.config.backend import LocalConfig
from tutortrain.config.model import ModelConfig
from tutortrain.config.training import LoraConfig
from tutortrain.embedded.corpus import PRACTICE_REQUEST, conversations, drills
from tutortrain.embedded.rows import NUM_ROWS, generate
from tutortrain.types import Adam, Datum, Loss, Message, Rendered

NUM_STEPS: Final = 2400
_CONVERSATIONS_A_STEP: Final = 16
_DRILLS_A_STEP: Final = 6
_EQUATIONS_A_DRILL: Final = 16
_REQUEST_WEIGHT: Final = 0.1
"""Of a request's tokens beside a reply's: predicting the problem teaches to copy its names and numbers."""
_PEAK_LR: Final = 3e-3
_WARMUP_STEPS: Final = 100
_DECAY_SHARE: Final = 0.5
_STEPS_A_LINE: Final = 20


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, metavar="OUT_DIR")
    parser.add_argument("--steps", type=int, default=NUM_STEPS)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    pretrain(given.out, num_steps=given.steps, seed=given.seed)


def pretrain(out: Path, *, num_steps: int, seed: int) -> None:
    """Writes the model to `out`: on one machine, the same weights for the same seed and number of steps."""
    from tutortrain.backends.local.fresh import write_fresh_model, write_in_bfloat16

    with TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh"
        write_fresh_model(fresh, _vocabulary_texts(seed), seed=seed)
        backend = _open_backend(fresh, Path(folder) / "checkpoints", seed)
        trainer = backend.trainer()
        _train(trainer, batches(backend.tokenizer(), seed), num_steps)
        write_in_bfloat16(Path(trainer.save("last").path), tokenizer_from=fresh, out=out)


def batches(tokenizer: Tokenizer, seed: int) -> Iterator[list[Datum]]:
    """Conversations and sheets of drills; a batch's weights sum to one, so its loss is a mean."""
    talks = (_conversation(tokenizer, *turns) for turns in conversations(seed))
    sheets = (_drill(tokenizer, sheet) for sheet in drills(seed, _EQUATIONS_A_DRILL))
    while True:
        batch = [*islice(talks, _CONVERSATIONS_A_STEP), *islice(sheets, _DRILLS_A_STEP)]
        total = sum(float(weights.sum()) for _, weights in batch)
        yield [_datum(tokens, weights / total) for tokens, weights in batch]


def learning_rate(step: int, num_steps: int) -> float:
    """Linear up, flat, and linear down to a hundredth over the last half."""
    up = min(1.0, (step + 1) / _WARMUP_STEPS)
    down = min(1.0, (num_steps - step) / (_DECAY_SHARE * num_steps))
    return _PEAK_LR * up * max(down, 0.01)


def _train(trainer: Trainer, stream: Iterator[list[Datum]], num_steps: int) -> None:
    started, num_tokens, losses = time.monotonic(), 0, 0.0
    for step, batch in enumerate(islice(stream, num_steps)):
        losses += trainer.forward_backward(batch, Loss()).result().loss
        trainer.optim_step(_adam(learning_rate(step, num_steps))).result()
        num_tokens += sum(datum.num_tokens for datum in batch)
        if (step + 1) % _STEPS_A_LINE == 0:
            seconds = time.monotonic() - started
            _report(step + 1, num_steps, losses / _STEPS_A_LINE, num_tokens / seconds, seconds)
            losses = 0.0


def _report(step: int, num_steps: int, loss: float, speed: float, seconds: float) -> None:
    left = seconds / step * (num_steps - step)
    sys.stderr.write(f"\rstep {step}/{num_steps}  loss {loss:.3f}  {speed:,.0f} tokens/s  {left:.0f} s left ")
    if step == num_steps:
        sys.stderr.write("\n")


def _adam(lr: float) -> Adam:
    return Adam(lr=lr, beta1=0.9, beta2=0.95, weight_decay=0.01, grad_clip_norm=1.0)


def _conversation(tokenizer: Tokenizer, request: str, reply: str) -> tuple[tuple[int, ...], Floats]:
    rendered = _render(tokenizer, request, reply)
    weights = np.full(len(rendered.tokens), _REQUEST_WEIGHT, np.float32)
    weights[rendered.spans[-1].start :] = 1.0
    return rendered.tokens, weights


def _drill(tokenizer: Tokenizer, sheet: str) -> tuple[tuple[int, ...], Floats]:
    """Only results count: nobody can foresee which numbers the next equation joins."""
    rendered = _render(tokenizer, PRACTICE_REQUEST, sheet)
    tokens = np.array(rendered.tokens)
    equals, newline = tokenizer.encode(" =")[-1], tokenizer.encode("\n")[-1]
    after_equals = np.cumsum(tokens == equals)
    finished_lines = np.concatenate([[0], np.cumsum(tokens == newline)[:-1]])
    inside = (after_equals > finished_lines) & (tokens != equals)
    inside[: rendered.spans[-1].start] = False
    return rendered.tokens, inside.astype(np.float32)


def _render(tokenizer: Tokenizer, request: str, reply: str) -> Rendered:
    return tokenizer.render((Message(role="user", content=request), Message(role="assistant", content=reply)))


def _datum(tokens: tuple[int, ...], weights: Floats) -> Datum:
    ids = np.array(tokens, np.int64)
    return Datum(inputs=ids[:-1], targets=ids[1:], weights=weights[1:])


def _vocabulary_texts(seed: int) -> Iterator[str]:
    """What the tokenizer is trained on: the model's own reading and the replies it may be taught later."""
    talks = islice(conversations(seed), 20_000)
    return chain(
        chain.from_iterable(talks),
        (str(row["response"]) for row in generate("train", NUM_ROWS["train"], seed)),
    )


def _open_backend(model: Path, checkpoints: Path, seed: int) -> Backend:
    """Full fine-tuning in float32, which is faster than bfloat16 for matrices this small."""
    from tutortrain.backends.local.backend import open_local

    return open_local(
        ModelConfig(base_model=str(model), max_length=512),
        LoraConfig(rank=0, alpha=1.0, dropout=0.0, targets="all-linear"),
        LocalConfig(
            kind="local",
            device="cpu",
            dtype="float32",
            micro_batch_tokens=8192,
            sampling_batch=400,
            num_threads=None,
        ),
        checkpoints=checkpoints,
        seed=seed,
    )


if __name__ == "__main__":
    main()
