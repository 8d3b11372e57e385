"""A file to examples, with every bad row in one message."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from tutortrain.data.fields import BadRow
from tutortrain.data.forms import Convert, FileForm, converted
from tutortrain.data.listing import count_rows, listed
from tutortrain.data.stored import Examples, Store, pick
from tutortrain.errors import DataError

PIPE: Final = "-"
"""What the standard input is called on a command line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRows:
    """A file's good rows with the names of their problems, and one line of text for each bad one."""

    path: Path
    examples: Examples
    problem_ids: Sequence[str]
    mistakes: tuple[str, ...]

    def only(self, indices: Sequence[int]) -> "FileRows":
        """These of the good rows."""
        names = [self.problem_ids[index] for index in indices]
        return replace(self, examples=pick(self.examples, indices), problem_ids=names)


def read_examples(setting: str, name: str, form: FileForm, convert: Convert) -> FileRows:
    """Reads the file `name` that `setting` (such as `data.train_file`) asks for.

    Raises DataError when it cannot be read or holds no row; bad rows are returned, for `refuse_bad_rows`.
    """
    path = existing_file(setting, name, form)
    store, mistakes = Store(path, form, convert), list[str]()
    try:
        for number, value in form.rows(path):
            try:
                store.add(number, converted(value, convert))
            except BadRow as error:
                mistakes.append(f"{path}:{number}: {error}")
        examples = store.examples()
    except OSError as error:
        raise DataError(f"{setting}: {path} cannot be read: {error.strerror}.") from error
    if not examples and not mistakes:
        raise DataError(f"{setting}: {path} is empty; expected {form.expected}.")
    return FileRows(path=path, examples=examples, problem_ids=store.problem_ids, mistakes=tuple(mistakes))


def refuse_bad_rows(files: Sequence[FileRows]) -> None:
    """Raises one DataError for the bad rows of all files: the first 20, and how many there are."""
    mistakes = [mistake for file in files for mistake in file.mistakes]
    if mistakes:
        count = count_rows(len(mistakes), "breaks", "break")
        raise DataError(listed(f"{count} the data format; nothing was started:", mistakes))


def existing_file(setting: str, name: str, form: FileForm) -> Path:
    """The file that `setting` asks for, `-` for the standard input.

    Raises DataError, with what is near, where there is none.
    """
    if name == PIPE:
        return Path("/dev/stdin")
    path = Path(name).expanduser()
    if path.is_dir():
        names = _names(path.iterdir(), form)
        inside = f" It holds {', '.join(names[:3])}." if names else ""
        raise DataError(
            f"{setting}: {path} is a folder; give one {form.suffix.removeprefix('.').upper()} file.{inside}"
        )
    if path.exists():
        return path
    if not path.parent.is_dir():
        raise DataError(f"{setting}: there is no file {path}, and no folder {path.parent}.")
    near = get_close_matches(path.name, [entry.name for entry in path.parent.iterdir()], n=3)
    near = near or _names(path.parent.iterdir(), form)[:3]
    hint = f" Nearest in {path.parent}/: {', '.join(near)}." if near else ""
    raise DataError(f"{setting}: there is no file {path} (seen from {Path.cwd()}).{hint}")


def refuse_pipe(setting: str, path: Path, reason: str = "") -> None:
    """Raises DataError for what is no file. reason: why it is read twice."""
    if not path.is_file():
        raise DataError(
            f"{setting}: {path} is a pipe or a device, which cannot be read twice{reason}; "
            "write the rows to a file first."
        )


def _names(entries: Iterable[Path], form: FileForm) -> list[str]:
    return sorted(entry.name for entry in entries if form.suffix in entry.suffixes)
