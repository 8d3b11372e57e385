"""The group `data`: what is trained on, and what is held out."""

from typing import Annotated, Literal

from pydantic import Field

from tutortrain.config.settings import settings

Source = Literal["embedded", "jsonl", "gsm8k", "gsm8k_socratic"]
OnTooLong = Literal["error", "truncate", "drop"]


@settings
class DataConfig:
    """Paths are relative to the current directory; without an `eval_file`, rows of `train_file` are held out.

    num_train: rows to train on, from the top of the file; null: all that are not held out.
    num_eval: held-out rows; null: what `num_train` leaves, or a tenth of the problems when that is null too.
    request: what the pupil says below a problem, for sources that hold bare problems; empty: nothing.
    """

    kind: Source
    train_file: str | None
    eval_file: str | None
    num_train: Annotated[int, Field(ge=1)] | None
    num_eval: Annotated[int, Field(ge=1)] | None
    on_too_long: OnTooLong
    request: str
