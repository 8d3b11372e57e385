"""What makes two jobs the same: every setting that decides over them, and the bytes that were read."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from tutortrain.compare.settings import settings_of
from tutortrain.job.prepare import Job
from tutortrain.job.run import data_files
from tutortrain.runs.manifest import DataFile, Manifest, flatten
from tutortrain.runs.strict_json import dumps

_LENGTH: Final = 16
"""Hex digits, 64 bits."""


def fingerprint(job: Job) -> str:
    """Of a job that could be started now."""
    return _digest(flatten(job.config), data_files(job))


def fingerprint_of_run(manifest: Manifest) -> str:
    """Of a run: equal to its job's as long as that means the same."""
    return _digest(manifest.config, manifest.data)


def _digest(config: Mapping[str, Any], data: Mapping[str, DataFile]) -> str:
    told = dict(sorted(settings_of(config).items()))
    read = {side: file.sha256 for side, file in sorted(data.items())}
    return hashlib.sha256(dumps([told, read]).encode()).hexdigest()[:_LENGTH]
