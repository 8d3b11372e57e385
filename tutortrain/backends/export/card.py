"""README.md of exported weights: what they are, and all that says how they came about."""

from collections.abc import Iterator
from pathlib import Path

from tutortrain import __version__
from tutortrain.backends.models import locate
from tutortrain.backends.named import NamedModel, label, place_of, run_of
from tutortrain.errors import ModelError
from tutortrain.runs import manifest as manifests
from tutortrain.runs.manifest import DataFile, Git, Manifest


def write_card(weights: NamedModel, folder: Path, *, library: str, about: str) -> None:
    """`library`: what loads the folder; `about`: what became of the weights, for people."""
    run = run_of(weights)
    manifest = None if run is None else manifests.read(run.manifest)
    base = weights.base_model if manifest is None else str(manifest.config["model.base_model"])
    lines = [
        *_front_matter(base, library),
        f"# {label(weights)}",
        "",
        f"{about} Written by tutortrain {__version__}.",
        *([] if manifest is None else _origin(manifest, weights)),
    ]
    (folder / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _front_matter(base: str, library: str) -> Iterator[str]:
    """As model hubs read it, which know a base by its hub id only."""
    yield from ("---", f"library_name: {library}", "pipeline_tag: text-generation")
    if _is_hub_id(base):
        yield f"base_model: {base}"
    yield from ("---", "")


def _is_hub_id(base: str) -> bool:
    try:
        return isinstance(locate(base), str)
    except ModelError:  # a folder that is gone
        return False


def _origin(manifest: Manifest, weights: NamedModel) -> Iterator[str]:
    yield from ("", "| | |", "|---|---|")
    yield f"| run | {manifest.name}, {manifest.created} ({manifest.status}) |"
    yield f"| checkpoint | {place_of(weights).name} |"
    yield f"| started from | {manifest.config['model.base_model']} |"
    yield f"| method | {manifest.method} |"
    yield f"| settings | {' '.join(f'`{override}`' for override in manifest.overrides) or 'the defaults'} |"
    yield from (f"| data, {part} | {_data(file)} |" for part, file in manifest.data.items())
    yield f"| code | {_code(manifest.git)} |"
    scores = {key: value for key, value in manifest.metrics.final.items() if key.startswith("benchmark/")}
    yield from (f"| {key} | {value:.4g} |" for key, value in scores.items())


def _data(file: DataFile) -> str:
    return f"{file.path}, {file.num_rows} rows, SHA-256 {file.sha256}"


def _code(git: Git | None) -> str:
    if git is None:
        return "no commit known"
    return f"{git.sha}, with changes" if git.dirty else git.sha
