"""Seconds of one RLVR step beside TRL's GRPOTrainer: same model, prompts, rewards and loss, in turn.

    python benchmarks/rlvr_speed.py --model OUT_DIR --data test_socratic.jsonl

OUT_DIR is a model folder (fetch_smollm2.py makes one); --source says what the data are, as `data=` does. A
step asks 2 questions 8 times each and makes one optimiser step: LoRA r=16, alpha 32 on all linear layers,
group-normalised advantages, the mean over all tokens, no reference model, no gradient checkpointing, no vLLM.

So that both do the same work, every completion has exactly 64 tokens (nothing ends one earlier), and the
reward of a right answer has a thousandth added for each character of the reply: groups whose rewards are all
alike would be left out of tutortrain's training and not of TRL's. Nothing is printed where a step sampled or
trained on other than 2 x 8 x 64 tokens, the prompts differ, a gradient is zero or the adapters did not move.

Each side runs in a process of its own, one after the other, --rounds times, each round with another seed. A
step is timed from the end of the one before; the first of each process is left out. Prints the median seconds
of both, their ratio with the range of the rounds' own ratios, and the parts of tutortrain's step.
Needs `pip install 'tutortrain[local,bench]'`.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import mean, median

from rlvr_sides import EXPECTED, WARM_STEPS, Outcome, cuda, run_trl, run_tutortrain


def main() -> None:
    """Runs both sides in turn and prints the comparison; with --side, runs that one."""
    args = parse_arguments()
    if args.side:
        outcome = {"tutortrain": run_tutortrain, "trl": run_trl}[args.side](args)
        args.out.write_text(json.dumps(asdict(outcome)))
        return
    rounds = []
    for seed in range(args.rounds):
        rounds.append({side: run_apart(side, seed) for side in ("tutortrain", "trl")})
        require_same_work(rounds[-1])
    report(rounds)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", required=True, help="model folder")
    parser.add_argument("--data", required=True, help="problems with answers")
    parser.add_argument("--source", default="gsm8k_socratic", help="what --data is, as in data=...")
    parser.add_argument("--steps", type=int, default=4, help="of a round; the first is not timed")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dtype", choices=("bfloat16", "float32"), default="bfloat16")
    parser.add_argument("--side", choices=("tutortrain", "trl"), help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.steps <= WARM_STEPS or args.rounds < 1:
        parser.error("nothing would be timed; expected --steps 2 or more and --rounds 1 or more")
    return args


def run_apart(side: str, seed: int) -> Outcome:
    """One side in a fresh process, so that neither warms anything up for the other."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "outcome.json"
        command = [sys.executable, *sys.argv, "--side", side, "--seed", str(seed), "--out", str(out)]
        subprocess.run(command, check=True, stdout=sys.stderr)
        return Outcome(**json.loads(out.read_text()))


def require_same_work(sides: Mapping[str, Outcome]) -> None:
    """Ends the script where the times of the two sides would not be those of the same work."""
    for side, outcome in sides.items():
        for what, counts in (("sampled", outcome.sampled), ("trained on", outcome.trained)):
            if set(counts) != {EXPECTED}:
                sys.exit(f"{side} {what} {counts} tokens a step; expected {EXPECTED}")
        if not all(norm > 0 for norm in (*outcome.grad_norms, outcome.moved)):
            sys.exit(f"{side} learned nothing: gradients {outcome.grad_norms}, adapters {outcome.moved}")
    if sides["tutortrain"].read != sides["trl"].read:
        sys.exit(f"the prompts differ: {sides['tutortrain'].read} and {sides['trl'].read} tokens a step")


def report(rounds: Sequence[Mapping[str, Outcome]]) -> None:
    """Prints the step of both sides, their ratio, tutortrain's parts, and what both learned."""
    for side in rounds[0]:
        print(f"{side:<11}{described([second for each in rounds for second in each[side].seconds])}")
    ratios = [median(each["tutortrain"].seconds) / median(each["trl"].seconds) for each in rounds]
    own, trl = (median(second for each in rounds for second in each[side].seconds) for side in rounds[0])
    print(f"ratio      {own / trl:8.2f} [{min(ratios):.2f}, {max(ratios):.2f}] over {len(rounds)} rounds")
    for name in rounds[0]["tutortrain"].parts:
        seconds = [second for each in rounds for second in each["tutortrain"].parts[name]]
        print(f"of tutortrain's: {name:<40}{described(seconds)}")
    for side in rounds[0]:
        norm = mean(norm for each in rounds for norm in each[side].grad_norms)
        reward = mean(reward for each in rounds for reward in each[side].rewards)
        moved = mean(each[side].moved for each in rounds)
        print(
            f"{side:<11}{EXPECTED} tokens sampled and trained on a step, mean reward {reward:.3f}, "
            f"gradient norm {norm:.3f}; LoRA B moved from 0 to {moved:.3f}"
        )
    print(describe_machine())


def described(seconds: Sequence[float]) -> str:
    """Median and range."""
    return f"{median(seconds):8.2f} s a step [{min(seconds):.2f}, {max(seconds):.2f}], n = {len(seconds)}"


def describe_machine() -> str:
    """Processor and versions; imports torch, for which the times must have been taken."""
    import torch
    from trl import __version__ as trl_version

    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    chip = torch.cuda.get_device_name() if cuda() else [*names, platform.machine()][0]
    return f"{chip}, {os.cpu_count()} cores; torch {torch.__version__}, TRL {trl_version}"


if __name__ == "__main__":
    main()
