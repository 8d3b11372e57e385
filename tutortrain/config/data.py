"""The group `data`: what is trained on, and what is held out."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from tutortrain.config.settings import settings

PlainSource = Literal[
    "embedded", "jsonl", "gsm8k", "gsm8k_socratic", "svamp", "mathdial", "stepverify", "bridge"
]
Source = Literal[PlainSource, "mathcamps"]
OnTooLong = Literal["error", "truncate", "drop"]
Grade = Annotated[Literal["K", "1", "2", "3", "4", "5", "6", "7", "8"], BeforeValidator(str)]


@settings
class Sides:
    """What every source has: where its rows come from, and which of them are trained on.

    Paths are relative to the current directory; without an `eval_file`, rows of `train_file` are held out.

    num_train: rows to train on, from the top of the file; null: all that are not held out.
    num_eval: held-out rows; null: what `num_train` leaves, or a tenth of the problems when that is null too.
    max_overlap: the share of a suite's items that training rows may have before the run is refused.
    request: what the pupil says below a problem, for sources that hold bare problems; empty: nothing.
    """

    train_file: str | None
    eval_file: str | None
    num_train: Annotated[int, Field(ge=1)] | None
    num_eval: Annotated[int, Field(ge=1)] | None
    on_too_long: OnTooLong
    max_overlap: Annotated[float, Field(ge=0, le=1)]
    request: str


@settings
class PlainData(Sides):
    """A source without settings of its own."""

    kind: PlainSource


@settings
class MathcampsData(Sides):
    """Which of MathCAMPS's problems: by grade and by Common Core standard; null: all.

    standards: codes such as 4.NF.A.2; one without its ending (-decimal, -fraction, ...) means all of them.
    follow_ups: also the problems that go on from another, below the text of that one.
    """

    kind: Literal["mathcamps"]
    grades: Annotated[tuple[Grade, ...], Field(min_length=1)] | None
    standards: Annotated[tuple[str, ...], Field(min_length=1)] | None
    follow_ups: bool


DataConfig = Annotated[PlainData | MathcampsData, Field(discriminator="kind")]
