"""A number of its own for every run, whoever else starts at the same moment, and never a second time.

`mkdir` alone is not enough: two runs with different descriptions would share a number. So the number itself
is claimed first, as an empty file `.claims/<prefix>_<number>` that one process alone can create.
"""

import os
import re
from itertools import count
from pathlib import Path

from tutortrain.errors import RunError

CLAIMS = ".claims"
NUM_DIGITS = 3


def claim(parent: Path, prefix: str, description: str) -> Path:
    """Creates `<parent>/<prefix>_<number>_<description>` under the next free number and returns it.

    Numbers count up from 1 for each prefix within `parent`, with three digits or more. Raises RunError when
    the directory cannot be created.
    """
    try:
        claims = parent / CLAIMS
        claims.mkdir(parents=True, exist_ok=True)
        for number in count(_largest(parent, prefix) + 1):
            name = f"{prefix}_{number:0{NUM_DIGITS}d}"
            if _create(claims / name):
                directory = parent / f"{name}_{description}"
                directory.mkdir()
                return directory
    except OSError as error:
        raise RunError(
            f"No run directory can be created in {parent}: {error.strerror}. "
            "Choose another place with output_root=<folder>, or make this one writable."
        ) from error
    raise AssertionError("count() has no end")


def _largest(parent: Path, prefix: str) -> int:
    """The largest number claimed so far; directories count too, for a copied folder may lack its claims."""
    pattern = re.compile(rf"{re.escape(prefix)}_(\d+)(?:_|$)")
    names = (entry.name for folder in (parent / CLAIMS, parent) for entry in os.scandir(folder))
    return max((int(found[1]) for name in names if (found := pattern.match(name))), default=0)


def _create(path: Path) -> bool:
    """Whether this process is the one that created the file, with the rights that the umask gives."""
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
