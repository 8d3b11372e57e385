"""The benchmark stage: the untouched model once, the trained one, and what came of it."""

from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from tutortrain.backends.base import Backend, Tokenizer
from tutortrain.benchmark.baseline import baseline, baseline_directory
from tutortrain.benchmark.journal import Journal
from tutortrain.benchmark.plan import Plan, PlannedSuite
from tutortrain.benchmark.respondents.base import Respondent
from tutortrain.benchmark.respondents.in_process import Sampled
from tutortrain.benchmark.run import run_benchmark
from tutortrain.benchmark.saved import Benchmark, together
from tutortrain.compare.scores import Comparison, compare_benchmarks, write_comparison
from tutortrain.compare.table import comparison_table
from tutortrain.config.run import RunConfig
from tutortrain.display.base import Display
from tutortrain.job.stages import showing
from tutortrain.job.stop import Stop
from tutortrain.runs.directory import RunDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A model beside another, its baseline as a rule."""

    baseline: Benchmark
    benchmark: Benchmark
    comparison: Comparison

    def show(self, console: Console) -> None:
        """Prints the tables."""
        console.print(comparison_table(self.comparison, self.baseline.results, self.benchmark.results))


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Who is told of the progress, under which name, and who may end it."""

    display: Display
    stop: Stop
    stage: str = "benchmark "


def judge(directory: RunDirectory, benchmark: Benchmark, beside: Benchmark) -> Judged:
    """Compares, and writes comparison.json."""
    comparison = compare_benchmarks(beside, benchmark)
    write_comparison(directory.comparison, comparison)
    return Judged(baseline=beside, benchmark=benchmark, comparison=comparison)


def ask(plan: Plan, model: Respondent, place: RunDirectory, watched: Watched) -> Benchmark:
    """Asks what `place` does not know yet; the replies stay there, whatever happens."""
    with Journal(place.generations) as journal:
        return run_benchmark(plan, model, journal, showing(watched.display, watched.stop, watched.stage))


@dataclass(frozen=True, slots=True, kw_only=True)
class Untouched:
    """The model that training begins with, and what is kept of its benchmarks."""

    config: RunConfig
    backend: Backend
    tokenizer: Tokenizer
    watched: Watched

    def benchmark(self, plan: Plan) -> Benchmark:
        """Suite by suite, from earlier benchmarks where there are any."""
        weights = self.backend.fingerprint()
        return together([self._suite(planned, weights) for planned in plan.suites])

    def _suite(self, planned: PlannedSuite, weights: str) -> Benchmark:
        name = self.config.model.name
        place = baseline_directory(Path(self.config.output_root), name, planned, weights)

        def compute() -> Benchmark:
            model = Sampled(name=name, sampler=self.backend.sampler(), tokenizer=self.tokenizer, model=name)
            return ask(Plan(suites=(planned,)), model, place, replace(self.watched, stage="baseline "))

        return baseline(place, compute, check=self.watched.stop.check, note=self.watched.display.note)
