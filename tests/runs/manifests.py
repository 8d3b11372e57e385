"""Manifests of runs that never were."""

from typing import Any

from tutortrain.runs.manifest import Git, Manifest, Tokens
from tutortrain.runs.metrics import Summary


def make_manifest(**changes: Any) -> Manifest:
    """A completed run's, but for the changes."""
    given: dict[str, Any] = {
        "name": "sft_001_x",
        "method": "sft",
        "status": "completed",
        "created": "2026-11-25T10:00:00+00:00",
        "seconds": 60.0,
        "attempts": 1,
        "config": {},
        "overrides": (),
        "metrics": Summary(final={}, best={}),
        "tokens": Tokens(trained=1000),
        "cost": None,
        "git": Git(sha="a" * 40, dirty=False),
        "packages": {},
        "data": {},
        "error": None,
    }
    return Manifest(**{**given, **changes})
