"""tinker-cookbook's supervised training on rows in its chat format; tinker_pipelining.py starts it.

Runs in an environment of its own (see there). The configuration is that of the cookbook's `sl_basic` recipe,
without an evaluation and with the last checkpoint only.
"""

import argparse
import asyncio

from tinker_cookbook.renderers import TrainOnWhat
from tinker_cookbook.supervised import train
from tinker_cookbook.supervised.data import FromConversationFileBuilder
from tinker_cookbook.supervised.types import ChatDatasetBuilderCommonConfig


def main() -> None:
    """Trains, and writes its log to --out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True, help="the Tinker service")
    parser.add_argument("--model", required=True, help="folder of a model with its tokenizer")
    parser.add_argument("--data", required=True, help="JSONL with `messages`")
    parser.add_argument("--batch-size", type=int, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--out", required=True, help="folder for the log")
    asyncio.run(train.main(configured(parser.parse_args())))


def configured(args: argparse.Namespace) -> train.Config:
    rendering = ChatDatasetBuilderCommonConfig(
        model_name_for_tokenizer=args.model,
        renderer_name="role_colon",
        max_length=32768,
        batch_size=args.batch_size,
        train_on_what=TrainOnWhat.ALL_ASSISTANT_MESSAGES,
    )
    return train.Config(
        log_path=args.out,
        model_name=args.model,
        recipe_name="recipe_sl_basic",
        renderer_name="role_colon",
        dataset_builder=FromConversationFileBuilder(common_config=rendering, file_path=args.data),
        learning_rate=2e-4,
        lr_schedule="linear",
        num_epochs=1,
        base_url=args.url,
        save_every=0,
        max_steps=args.steps,
    )


if __name__ == "__main__":
    main()
