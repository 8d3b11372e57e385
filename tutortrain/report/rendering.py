"""A document as one HTML file, which holds its style, its script and its data and asks for nothing else."""

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from tutortrain.errors import RunError
from tutortrain.report.document import Document, read_document
from tutortrain.runs.atomic import write_atomically
from tutortrain.runs.catalogue import find_runs
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.strict_json import dumps

SCRIPTS: Final = ("dom", "scores", "curves", "map", "changes", "tables", "samples", "main")
"""In the order in which they build on one another."""
NUM_DIGITS: Final = 5
"""Of every number that is no count."""


def write_report(paths: Sequence[Path], file: Path) -> None:
    """Of the runs in these directories, replacing `file` by rename.

    Raises RunError where no run can be read or the file cannot be written.
    """
    page = render(read_document(paths))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, page.encode(errors="backslashreplace"))  # of a lone surrogate, its JSON escape
    except OSError as error:
        raise RunError(f"{file} cannot be written: {error.strerror}. Name another with -o FILE.") from error


def default_file(paths: Sequence[Path]) -> Path:
    """In the run's own directory, or where all runs of a folder are wanted, such as a sweep, in that.

    Raises RunError for any other choice of runs.
    """
    if len(paths) == 1:
        return RunDirectory(paths[0]).report
    parent = paths[0].parent
    if set(paths) == set(find_runs(parent)):
        return RunDirectory(parent).report
    raise RunError(f"A report of {len(paths)} runs from several places needs a name of its own: -o FILE.")


def render(document: Document) -> str:
    """The page runs this script and no other: a content security policy names it by its digest."""
    style, script = _page("report.css"), "\n".join(_page(f"{name}.js") for name in SCRIPTS)
    parts = {
        "title": html.escape(document.title),
        "style": style,
        "style_hash": _digest(style),
        "script": script,
        "script_hash": _digest(script),
        "data": dumps(_plain(document)).replace("<", "\\u003c"),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], _page("report.html"))


def _plain(value: Any) -> Any:
    """As JSON can have it, with as many digits as anyone reads: most of a report's length is numbers."""
    if isinstance(value, float):
        return float(f"{value:.{NUM_DIGITS}g}")
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _page(name: str) -> str:
    return (files("tutortrain.report") / "page" / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
