"""The benchmark stage: the untouched model once, the trained one at the end, and what came of it."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from tutortrain.backends.base import Backend, Sampler
from tutortrain.benchmark.baseline import baseline, baseline_directory
from tutortrain.benchmark.run import Asked, run_benchmark
from tutortrain.benchmark.saved import Benchmark, write_benchmark
from tutortrain.compare.scores import Comparison, compare_benchmarks, write_comparison
from tutortrain.compare.table import comparison_table
from tutortrain.display.base import Display
from tutortrain.job.prepare import Job
from tutortrain.job.stop import Stop
from tutortrain.runs.directory import RunDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What training made of the model."""

    baseline: Benchmark
    benchmark: Benchmark
    comparison: Comparison

    def show(self, console: Console) -> None:
        """Prints the tables."""
        console.print(comparison_table(self.comparison, self.baseline.results, self.benchmark.results))


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmarking:
    """Asks the questions of a job's plan; a job with `benchmark=none` has none, and nothing happens here."""

    job: Job
    directory: RunDirectory
    backend: Backend
    display: Display
    stop: Stop

    def baseline(self) -> Benchmark | None:
        """The untouched model's benchmark, from an earlier run where there is one."""
        if not self.job.benchmark.suites:
            return None
        config = self.job.config
        key = self.job.benchmark.key(self.backend.fingerprint())
        place = baseline_directory(Path(config.output_root), config.model.name, key)
        return baseline(
            place,
            lambda: self._ask("baseline", config.model.name, self.backend.sampler()),
            check=self.stop.check,
            note=self.display.note,
        )

    def trained(self, sampler: Sampler, baseline: Benchmark) -> Judged:
        """Benchmarks the trained model and writes its results and the comparison with the baseline."""
        benchmark = self._ask("benchmark", self.directory.path.name, sampler)
        write_benchmark(self.directory, benchmark)
        comparison = compare_benchmarks(baseline, benchmark)
        write_comparison(self.directory.comparison, comparison)
        return Judged(baseline=baseline, benchmark=benchmark, comparison=comparison)

    def _ask(self, stage: str, name: str, sampler: Sampler) -> Benchmark:
        def progress(suite: str, done: int, total: int) -> None:
            self.stop.check()
            if done == 0:
                self.display.begin(f"{stage} {suite}", total)
            self.display.advance(done)

        return run_benchmark(
            self.job.benchmark, Asked(name=name, sampler=sampler, tokenizer=self.job.tokenizer), progress
        )
