"""The generated problems that ship with the project; their two sides are apart by construction."""

from hashlib import sha256
from typing import Final

from tutortrain.config.data import DataConfig
from tutortrain.data.dataset import Dataset
from tutortrain.data.example import Example
from tutortrain.data.format import parse
from tutortrain.embedded.rows import NUM_ROWS, Split, generate
from tutortrain.errors import DataError
from tutortrain.runs.jsonl import encode
from tutortrain.runs.manifest import DataFile

SIDES: Final = tuple(NUM_ROWS)
SEED: Final = 0
"""Every run has the same problems, whatever its own seed, so that runs can be compared."""


class EmbeddedSource:
    """Needs no file; `data.num_train` and `data.num_eval` take rows from the top of each side."""

    def load(self, config: DataConfig) -> Dataset:
        _refuse_files(config)
        train, train_file = _side("train", config.num_train, "data.num_train")
        held_out, held_out_file = _side("heldout", config.num_eval, "data.num_eval")
        files = {"train": train_file, "held_out": held_out_file}
        return Dataset(train=train, held_out=held_out, num_left_out=0, files=files)


def rows_of(side: Split, wanted: int | None = None) -> list[dict[str, object]]:
    """The first `wanted` rows of one side, or all, in our own format."""
    return generate(side, NUM_ROWS[side] if wanted is None else wanted, SEED)


def held_out_problems() -> tuple[Example, ...]:
    """What benchmarks ask about when the data of a run hold no answers."""
    return _side("heldout", None, "")[0]


def _side(side: Split, wanted: int | None, setting: str) -> tuple[tuple[Example, ...], DataFile]:
    if wanted is not None and wanted > NUM_ROWS[side]:
        raise DataError(
            f"{setting}={wanted}, but the embedded data has {NUM_ROWS[side]} such rows; ask for fewer."
        )
    rows = rows_of(side, wanted)
    place = f"embedded/{side}"
    examples = tuple(parse(row, f"{place}:{number}") for number, row in enumerate(rows, 1))
    return examples, DataFile(path=place, sha256=sha256(encode(rows)).hexdigest(), num_rows=len(rows))


def _refuse_files(config: DataConfig) -> None:
    for key in ("train_file", "eval_file"):
        if (name := getattr(config, key)) is not None:
            raise DataError(
                f"data.{key}={name}: the embedded data reads no file; add data=jsonl (or another source "
                "of files, such as data=gsm8k) to read it."
            )
