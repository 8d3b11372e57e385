"""Training speed beside TRL's SFTTrainer: same model, rows, order, optimiser and loss, one after the other.

    python benchmarks/sft_speed.py --model OUT_DIR --data test_socratic.jsonl

OUT_DIR is a model folder (fetch_smollm2.py makes one); the data are GSM8K Socratic rows, of which the
sub-questions are the response. LoRA r=16, alpha 32 on all linear layers, batch 8, no packing of rows for
TRL, no gradient checkpointing, loss on the response only. Prints tokens/s of both (prompt + response,
without padding; the first two steps are left out), their ratio, and the mean loss of the last 10 steps,
which must agree. Each side runs in a process of its own. Needs `pip install 'tutortrain[local,bench]'`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from tutortrain.backends import open_backend
from tutortrain.backends.tokenizer import open_tokenizer
from tutortrain.config.backend import LocalConfig
from tutortrain.config.data import PlainData
from tutortrain.config.model import ModelConfig
from tutortrain.config.training import LoraConfig
from tutortrain.data.load import load
from tutortrain.data.render import render_all
from tutortrain.types import Adam, Datum, Loss

REQUEST: Final = "I am stuck. Give me a hint, not the answer."
BATCH_SIZE: Final = 8
MAX_LENGTH: Final = 512
LR: Final = 2e-4
CLIP: Final = 1.0
WARM_STEPS: Final = 2
"""Steps that are trained but not timed: allocators and kernels settle in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Per step: the loss (mean over trained tokens), and the clock when the step ended, in seconds."""

    losses: list[float]
    ends: list[float]


def main() -> None:
    """Runs both sides, each in a new process, and prints the comparison; with --side, runs that one."""
    args = parse_arguments()
    batches = read_batches(args)
    if args.side:
        outcome = {"tutortrain": run_tutortrain, "trl": run_trl}[args.side](args, batches)
        args.out.write_text(json.dumps(asdict(outcome)))
    else:
        report({side: run_apart(side) for side in ("tutortrain", "trl")}, batches)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", required=True, help="model folder")
    parser.add_argument("--data", required=True, help="GSM8K Socratic rows, JSONL")
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--dtype", choices=("bfloat16", "float32"), default="bfloat16")
    parser.add_argument("--side", choices=("tutortrain", "trl"), help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def read_batches(args: argparse.Namespace) -> list[list[Datum]]:
    """The first rows of the file, eight a step, as the project's own data pipeline renders them."""
    config = PlainData(
        kind="gsm8k_socratic",
        train_file=args.data,
        eval_file=None,
        num_train=args.steps * BATCH_SIZE,
        num_eval=None,
        on_too_long="truncate",
        max_overlap=1.0,
        request=REQUEST,
    )
    rows = render_all(load(config).train, open_tokenizer(args.model), MAX_LENGTH, "truncate").data
    return [list(rows[start : start + BATCH_SIZE]) for start in range(0, len(rows), BATCH_SIZE)]


def run_apart(side: str) -> Outcome:
    """One side in a fresh process, so that neither warms anything up for the other."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "outcome.json"
        command = [sys.executable, *sys.argv, "--side", side, "--out", str(out)]
        subprocess.run(command, check=True, stdout=sys.stderr)
        return Outcome(**json.loads(out.read_text()))


def run_tutortrain(args: argparse.Namespace, batches: Sequence[list[Datum]]) -> Outcome:
    """The local backend's trainer, driven as the training loop drives it."""
    backend = open_backend(
        ModelConfig(base_model=args.model, max_length=MAX_LENGTH),
        LoraConfig(rank=16, alpha=32, dropout=0.0, targets="all-linear"),
        LocalConfig(
            kind="local",
            device="auto",
            dtype=args.dtype,
            micro_batch_tokens=4096,
            sampling_batch=64,
            num_threads=None,
        ),
        checkpoints=Path("unused"),
        seed=0,
    )
    trainer = backend.trainer()
    losses, ends = [], []
    for step, batch in enumerate(batches):
        share = 1 / sum(datum.num_trained for datum in batch)
        passed = trainer.forward_backward([scaled(datum, share) for datum in batch], Loss())
        lr = LR * (1 - step / len(batches))
        trainer.optim_step(Adam(lr=lr, beta2=0.95, grad_clip_norm=CLIP)).result()
        losses.append(passed.result().loss)
        ends.append(time.perf_counter())
    return Outcome(losses=losses, ends=ends)


def scaled(datum: Datum, share: float) -> Datum:
    """The sum of the losses becomes their mean over the batch's trained tokens."""
    return Datum(inputs=datum.inputs, targets=datum.targets, weights=datum.weights * share)


def run_trl(args: argparse.Namespace, batches: Sequence[list[Datum]]) -> Outcome:
    """TRL on the same tokens; it takes the mean over a batch's trained tokens by itself."""
    from datasets import Dataset
    from peft import LoraConfig as PeftLoraConfig
    from transformers import TrainerCallback
    from trl import SFTConfig, SFTTrainer

    ends: list[float] = []

    class Clock(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, *_: Any, **__: Any) -> None:
            ends.append(time.perf_counter())

    with tempfile.TemporaryDirectory() as scratch:
        trainer = SFTTrainer(
            model=args.model,
            args=SFTConfig(output_dir=scratch, **trl_settings(args)),
            train_dataset=Dataset.from_list([trl_row(datum) for batch in batches for datum in batch]),
            peft_config=PeftLoraConfig(
                r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM"
            ),
            callbacks=[Clock()],
        )
        trainer.train()
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    return Outcome(losses=losses, ends=ends)


def trl_settings(args: argparse.Namespace) -> dict[str, Any]:
    """What the two sides must have in common, in TRL's words; everything else is TRL's default."""
    return {
        "bf16": args.dtype == "bfloat16",
        "model_init_kwargs": {"dtype": args.dtype},
        "per_device_train_batch_size": BATCH_SIZE,
        "num_train_epochs": 1,
        "max_length": MAX_LENGTH,
        "packing": False,
        "gradient_checkpointing": False,
        "completion_only_loss": True,
        "train_sampling_strategy": "sequential",
        "learning_rate": LR,
        "lr_scheduler_type": "linear",
        "adam_beta2": 0.95,
        "max_grad_norm": CLIP,
        "logging_steps": 1,
        "save_strategy": "no",
        "report_to": "none",
        "use_cpu": not cuda(),
        "seed": 0,
    }


def cuda() -> bool:
    """Whether there is a GPU; torch is imported by then."""
    import torch

    return torch.cuda.is_available()


def trl_row(datum: Datum) -> dict[str, list[int]]:
    """A datum as TRL's pre-tokenised row: unshifted tokens, 1 where the response is."""
    tokens = [*datum.inputs.tolist(), int(datum.targets[-1])]
    return {"input_ids": tokens, "completion_mask": [0, *(int(weight > 0) for weight in datum.weights)]}


def report(outcomes: dict[str, Outcome], batches: Sequence[list[Datum]]) -> None:
    """Prints both speeds and losses, and what one is to the other."""
    num_tokens = sum(datum.num_tokens + 1 for batch in batches[WARM_STEPS:] for datum in batch)
    speeds, losses = {}, {}
    for side, outcome in outcomes.items():
        speeds[side] = num_tokens / (outcome.ends[-1] - outcome.ends[WARM_STEPS - 1])
        losses[side] = sum(outcome.losses[-10:]) / len(outcome.losses[-10:])
        print(f"{side:<11}{speeds[side]:8.1f} tokens/s   loss of the last 10 steps {losses[side]:.4f}")
    print(f"ratio      {speeds['tutortrain'] / speeds['trl']:8.2f}")
    print(f"losses differ by {abs(losses['tutortrain'] / losses['trl'] - 1):.2%}")


if __name__ == "__main__":
    main()
