"""The seam of a source, and the source of everything that comes in files."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tutortrain.config.data import DataConfig
from tutortrain.data.dataset import Dataset
from tutortrain.data.example import Example
from tutortrain.data.forms import JSON_LINES, FileForm
from tutortrain.data.reading import FileRows, existing_file, read_examples, refuse_bad_rows, refuse_pipe
from tutortrain.data.split import Split, split_after, split_by_problem, split_two_files
from tutortrain.data.stored import pick
from tutortrain.errors import DataError
from tutortrain.runs.jsonl import Row
from tutortrain.runs.manifest import DataFile
from tutortrain.runs.provenance import file_sha256

Convert = Callable[[object, str], object]
"""From one row of a file and the pupil's request to a row of our format; raises BadRow."""

IsOwn = Callable[[Row], bool]
"""Whether a row has what rows of this source have and others lack; it may still be a bad one."""

Wants = Callable[[Example, DataConfig], bool]
"""Whether the configuration asks for a row."""

Choose = Callable[[FileRows, DataConfig], FileRows]
"""The rows of a file that the configuration asks for; raises DataError when there are none."""


def _any_row(_row: Example, _config: DataConfig) -> bool:
    return True


def _all_rows(file: FileRows, _config: DataConfig) -> FileRows:
    return file


class Source(Protocol):
    """Gives both sides of a data set."""

    def load(self, config: DataConfig) -> Dataset:
        """Raises DataError."""


@dataclass(frozen=True, slots=True)
class FileSource:
    """Files of which each row is converted on its own, and of which a part may be chosen afterwards."""

    convert: Convert
    is_own: IsOwn
    form: FileForm = JSON_LINES
    wants: Wants = _any_row
    choose: Choose = _all_rows

    def load(self, config: DataConfig) -> Dataset:
        train = self._read(config, "train_file")
        evaluation = self._read(config, "eval_file") if config.eval_file is not None else None
        refuse_bad_rows([train] if evaluation is None else [train, evaluation])
        train = self.choose(train, config)
        evaluation = self.choose(evaluation, config) if evaluation is not None else None
        split = _split(config, train, evaluation)
        return Dataset(
            train=pick(train.examples, split.train),
            held_out=pick((evaluation or train).examples, split.held_out),
            num_left_out=split.num_left_out,
            files={
                "train": _data_file(train.path, len(split.train)),
                "held_out": _data_file((evaluation or train).path, len(split.held_out)),
            },
        )

    def _read(self, config: DataConfig, key: str) -> FileRows:
        name: str | None = getattr(config, key)
        if name is None:
            raise DataError(f"data.{key}: data={config.kind} reads a file; give one as data.{key}=<path>.")
        refuse_pipe(
            f"data.{key}", existing_file(f"data.{key}", name, self.form), ", and a run may be resumed"
        )
        return read_examples(f"data.{key}", name, self.form, lambda row: self.convert(row, config.request))


def _split(config: DataConfig, train: FileRows, evaluation: FileRows | None) -> Split:
    if evaluation is not None:
        return split_two_files(train.problem_ids, evaluation.problem_ids, config.num_train, config.num_eval)
    if config.num_train is not None:
        return split_after(train.problem_ids, config.num_train, config.num_eval)
    return split_by_problem(train.problem_ids, config.num_eval)


def _data_file(path: Path, num_rows: int) -> DataFile:
    return DataFile(path=str(path), sha256=file_sha256(path), num_rows=num_rows)
