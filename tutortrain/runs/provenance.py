"""What a result depends on beside its settings: the code, the packages, the bytes that were read."""

import hashlib
import os
import platform
import subprocess
import time
from importlib import metadata
from pathlib import Path
from typing import Final

from tutortrain.runs.manifest import Git

PACKAGES: Final = ("tutortrain", "torch", "transformers", "peft", "hydra-core", "omegaconf", "numpy")
REPOSITORY: Final = Path(__file__).parents[2]
GIT_SECONDS: Final = 10
_STATUS: Final = ("status", "--porcelain=v2", "--branch", "--untracked-files=no")
_DIFF: Final = ("diff", "HEAD", "--binary", "--no-color", "--no-ext-diff", "--no-textconv")


def packages() -> dict[str, str]:
    """Versions of Python and of those packages that could change a number; absent ones are left out."""
    versions = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions


def git(repository: Path = REPOSITORY) -> Git | None:
    """The commit of `repository`; None without git, outside a checkout, or before the first commit."""
    if not (repository / ".git").exists():
        return None  # installed as a package, perhaps within someone else's repository
    try:
        lines = _ask_git(repository, *_STATUS).decode(errors="replace").splitlines()
        sha = next(line.removeprefix("# branch.oid ") for line in lines if line.startswith("# branch.oid "))
        if sha == "(initial)":
            return None
        dirty = any(not line.startswith("#") for line in lines)
        diff = hashlib.sha256(_ask_git(repository, *_DIFF)).hexdigest() if dirty else None
    except (OSError, subprocess.SubprocessError):
        return None
    return Git(sha=sha, dirty=dirty, diff=diff)


def _ask_git(repository: Path, *arguments: str) -> bytes:
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(
        command, capture_output=True, timeout=GIT_SECONDS, check=True, env=environment
    ).stdout


def file_sha256(path: Path) -> str:
    """The hex digest of a file's bytes. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def process_start() -> float:
    """When this process began, in seconds since the epoch; outside Linux, its CPU time ago."""
    stat = Path("/proc/self/stat")
    if not stat.exists():
        return time.time() - time.process_time()
    after_name = stat.read_text().rpartition(")")[2].split()
    start_after_boot = int(after_name[19]) / os.sysconf("SC_CLK_TCK")  # field 22 of proc(5)
    return time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + start_after_boot
