"""Which of the optional packages are there, looked up without importing them."""

from collections.abc import Iterable
from importlib.util import find_spec


def lacking(packages: Iterable[str]) -> list[str]:
    """Those that are not installed: a folder of that name, such as W&B leaves in the current one, is none."""
    return [package for package in packages if not _is_installed(package)]


def _is_installed(package: str) -> bool:
    spec = find_spec(package)
    return spec is not None and spec.origin is not None
