"""What the commands about files share: which files, how their rows are read, and a bar over a long look."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from tutortrain.config.run import RunConfig
    from tutortrain.data.forms import Convert, FileForm
    from tutortrain.data.sources.base import FileSource

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE... [KEY=VALUE]...",
        help="- for a pipe; then settings as for `tutortrain train`, such as data=gsm8k",
    ),
]
File = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE [KEY=VALUE]...",
        help="- for a pipe; then settings as for `tutortrain train`, such as data=gsm8k",
    ),
]
Model = Annotated[
    str,
    typer.Option("--model", help="A choice of conf/model, or a folder or hub id: whose tokens are counted"),
]
SECONDS_UNWATCHED: Final = 2.0
"""What takes no longer needs no bar."""
_ROWS_BETWEEN_LOOKS: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Files, and the settings under which a run would read them."""

    paths: tuple[Path, ...]
    source: "FileSource"
    config: "RunConfig"

    def convert(self) -> "Convert":
        """From a row of these files to one of our format."""
        return lambda row: self.source.convert(row, self.config.data.request)

    def only_path(self) -> Path:
        """Raises ConfigError where several files were given."""
        from tutortrain.errors import ConfigError

        if len(self.paths) > 1:
            raise ConfigError(f"give one file, not {len(self.paths)}: {', '.join(map(str, self.paths))}")
        return self.paths[0]

    def rows(self, path: Path, stage: str) -> Iterator[tuple[int, Any]]:
        """Of one of the files, as its form gives them. Raises DataError where it cannot be read."""
        return numbered_rows(self.source.form, path, stage)


def numbered_rows(form: "FileForm", path: Path, stage: str) -> Iterator[tuple[int, Any]]:
    """As the form gives them, with a bar over a long look. Raises DataError where they cannot be read."""
    from tutortrain.errors import DataError

    try:
        yield from _watched(form.rows(path), stage, path)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error


def open_console(*, stderr: bool = False) -> "Console":
    """For what a command has found out: as wide as the terminal; elsewhere a line stays a line."""
    from rich.console import Console

    from tutortrain.display.width import WIDE

    is_terminal = (sys.stderr if stderr else sys.stdout).isatty()
    return Console(stderr=stderr, width=None if is_terminal else WIDE, highlight=False)


def understand(words: Sequence[str], model: str | None = None) -> Asked:
    """Raises DataError for files that are not there, ConfigError for settings that are none."""
    from tutortrain.compose.app import compose_command_line
    from tutortrain.data.reading import existing_file
    from tutortrain.data.sources import SOURCES
    from tutortrain.data.sources.base import FileSource
    from tutortrain.errors import DataError

    names, settings = told_apart(words)
    kind = [] if any(word.startswith("data=") for word in settings) else ["data=jsonl"]
    chosen = [] if model is None else _model(model)
    config = compose_command_line([*kind, "data.train_file=-", *chosen, *settings])
    source = SOURCES[config.data.kind]
    if not isinstance(source, FileSource):
        raise DataError(f"data={config.data.kind} reads no file; leave it out, or name another source.")
    paths = tuple(existing_file("FILE", name, source.form) for name in names)
    return Asked(paths=paths, source=source, config=config)


def told_apart(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Files and settings. Raises ConfigError without a file."""
    from tutortrain.errors import ConfigError

    settings = [word for word in words if "=" in word]
    names = [word for word in words if "=" not in word]
    if not names:
        raise ConfigError("give a file beside the settings: tutortrain data check train.jsonl data=gsm8k")
    return names, settings


def _model(name: str) -> list[str]:
    from tutortrain.compose.jobs import conf_folder

    is_choice = (conf_folder() / "model" / f"{name}.yaml").is_file()
    return [f"model={name}"] if is_choice else [f'model.base_model="{name}"']


def _watched(rows: Iterator[tuple[int, Any]], stage: str, path: Path) -> Iterator[tuple[int, Any]]:
    """The rows, with a bar on stderr once it has taken a while; a pipe has no end to be seen."""
    from rich.console import Console

    from tutortrain.display import open_display
    from tutortrain.runs.lines import count_lines

    display, began = None, time.monotonic()
    with ExitStack() as stack:
        for done, row in enumerate(rows):
            if done % _ROWS_BETWEEN_LOOKS == 0:
                if display is None and path.is_file() and time.monotonic() - began > SECONDS_UNWATCHED:
                    display = stack.enter_context(open_display(Console(stderr=True)))
                    display.begin(stage, count_lines(path))
                if display is not None:
                    display.advance(done)
            yield row
