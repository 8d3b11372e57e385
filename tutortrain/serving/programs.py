"""The servers that can be started; one more is one more function and one more line."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tutortrain.errors import UserError
from tutortrain.installed import lacking

AUTO: Final = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a server is told. `name`: the id it must know the model by.

    device, dtype: where and in which precision it computes, as PyTorch names them.
    """

    name: str
    host: str
    port: int
    device: str
    dtype: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """`command`, of what it is told and the model's folder, is run with a hub's cache in its environment that
    holds this model and nothing else.
    """

    command: Callable[[Start, Path], list[str]]
    packages: tuple[str, ...]
    install: str

    @property
    def missing(self) -> list[str]:
        return lacking(self.packages)


def _transformers(start: Start, _folder: Path) -> list[str]:
    """Asked for the hub's id rather than for the folder, it answers by that name."""
    return [
        *(sys.executable, "-m", "transformers.cli.transformers", "serve", start.name),
        *("--host", start.host, "--port", str(start.port)),
        *("--device", start.device, "--dtype", start.dtype),
    ]


def _vllm(start: Start, folder: Path) -> list[str]:
    """Not tried by us: there was no GPU with it."""
    return [
        *(sys.executable, "-m", "vllm.entrypoints.cli.main", "serve", str(folder)),
        *("--served-model-name", start.name),
        *("--host", start.host, "--port", str(start.port), "--dtype", start.dtype),
    ]


PROGRAMS: Final = {
    "vllm": Program(command=_vllm, packages=("vllm",), install="pip install vllm"),
    "transformers": Program(
        command=_transformers,
        packages=("torch", "transformers", "fastapi", "uvicorn", "openai"),
        install="pip install 'tutortrain[serve]'",
    ),
}


def choose(name: str, device: str) -> str:
    """`auto`: vLLM on a GPU where it is installed, else transformers' own.

    Raises UserError for one that is not known or not installed.
    """
    if name == AUTO:
        name = "vllm" if device == "cuda" and not PROGRAMS["vllm"].missing else "transformers"
    if name not in PROGRAMS:
        raise UserError(f"--server={name}: there is no such server; known are {', '.join(PROGRAMS)}")
    if missing := PROGRAMS[name].missing:
        raise UserError(
            f"Serving by {name} needs {', '.join(missing)}, not installed here: {PROGRAMS[name].install}"
        )
    return name
