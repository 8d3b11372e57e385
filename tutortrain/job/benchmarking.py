"""The benchmark stage: the untouched model once, the trained one at the end, and what came of it."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from tutortrain.backends.base import Backend, Sampler
from tutortrain.benchmark.baseline import baseline, baseline_directory
from tutortrain.benchmark.journal import Journal
from tutortrain.benchmark.respondents.in_process import Sampled
from tutortrain.benchmark.run import run_benchmark
from tutortrain.benchmark.saved import Benchmark, write_benchmark
from tutortrain.compare.scores import Comparison, compare_benchmarks, write_comparison
from tutortrain.compare.table import comparison_table
from tutortrain.display.base import Display
from tutortrain.job.prepare import Job
from tutortrain.job.stages import showing
from tutortrain.job.stop import Stop
from tutortrain.runs.checkpoints import CheckpointLog
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
            lambda: self._ask("baseline", place, self._untouched()),
            check=self.stop.check,
            note=self.display.note,
        )

    def trained(self, sampler: Sampler, baseline: Benchmark) -> Judged:
        """Benchmarks the trained model and writes its results and the comparison with the baseline."""
        newest = CheckpointLog(self.directory.checkpoint_log).newest()
        assert newest is not None, "training ends with a checkpoint"
        model = Sampled(
            name=self.directory.path.name,
            sampler=sampler,
            tokenizer=self.job.tokenizer,
            model=newest.checkpoint.name,
        )
        benchmark = self._ask("benchmark", self.directory, model)
        write_benchmark(self.directory, benchmark)
        comparison = compare_benchmarks(baseline, benchmark)
        write_comparison(self.directory.comparison, comparison)
        return Judged(baseline=baseline, benchmark=benchmark, comparison=comparison)

    def _untouched(self) -> Sampled:
        name = self.job.config.model.name
        return Sampled(name=name, sampler=self.backend.sampler(), tokenizer=self.job.tokenizer, model=name)

    def _ask(self, stage: str, place: RunDirectory, model: Sampled) -> Benchmark:
        with Journal(place.generations) as journal:
            progress = showing(self.display, self.stop, before=f"{stage} ")
            return run_benchmark(self.job.benchmark, model, journal, progress)
