"""Runs as the catalogue gives them, each with a directory that may hold its benchmark."""

from collections.abc import Callable

import pytest

from tests.runs.manifests import make_manifest
from tutortrain.benchmark.results import (
    BenchmarkResults,
    Counts,
    Score,
    SuiteResult,
    Tokens,
    score_name,
    write_results,
)
from tutortrain.runs.catalogue import Entry
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.manifest import Failure
from tutortrain.runs.metrics import Best, Summary

HIGHER_IS_BETTER = {"accuracy": True, "leak_rate": False, "guidance_rate": True}


@pytest.fixture
def run(tmp_path) -> Callable[..., Entry]:
    """Makes a run that was set and came out like this; one made later was created later."""
    made: list[Entry] = []

    def make(config=None, final=None, best=None, **rest) -> Entry:
        name = f"sft_{len(made) + 1:03d}_x"
        manifest = make_manifest(
            name=name,
            created=f"2026-11-25T10:{len(made):02d}:00+00:00",
            config=config or {},
            metrics=Summary(final=final or {}, best=best or {}),
            **rest,
        )
        made.append(Entry(path=tmp_path / name, manifest=manifest))
        made[-1].path.mkdir()
        return made[-1]

    return make


@pytest.fixture
def benchmarked(run) -> Callable[..., Entry]:
    """Makes a run with these scores, `solve__accuracy=0.5`, and the benchmark that they are from."""

    def make(config=None, **scores: float) -> Entry:
        split = {tuple(name.split("__")): value for name, value in scores.items()}
        made = run(config, {score_name(*name): value for name, value in split.items()})
        suites = {suite: _suite({n: v for (s, n), v in split.items() if s == suite}) for suite, _ in split}
        results = BenchmarkResults(model=made.path.name, suites=suites)
        write_results(RunDirectory(made.path).benchmark_results, results)
        return made

    return make


def _suite(values: dict[str, float]) -> SuiteResult:
    scores = {
        name: Score(value=value, low=0.0, high=1.0, n=50, higher_is_better=HIGHER_IS_BETTER[name])
        for name, value in values.items()
    }
    return SuiteResult(
        num_items=50,
        items_sha256="a" * 64,
        prompt_sha256="b" * 64,
        decoding={},
        counts=Counts(errors=0, unparsed=0, truncated=0),
        scores=scores,
        by_grade={},
        by_topic={},
        controls={},
        seconds=1.0,
        tokens=Tokens(prompt=10, sampled=10),
    )


@pytest.fixture
def failed(run) -> Entry:
    """A run that broke off."""
    error = Failure(type="BackendError", message="the learner is gone")
    return run({"training.lr": 1e-4}, {"eval/loss": 0.1}, status="failed", error=error)


@pytest.fixture
def best_loss() -> Callable[[float], dict[str, Best]]:
    return lambda value: {"eval/loss": Best(value=value, step=3)}
