"""A whole benchmark as it lies in a directory: benchmark_results.json beside generations.jsonl."""

from dataclasses import dataclass, replace

from tutortrain.benchmark.generations import Generation, read_generations, write_generations
from tutortrain.benchmark.results import BenchmarkResults, read_results, write_results
from tutortrain.runs.directory import RunDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """The scores, and every reply that they rest on."""

    results: BenchmarkResults
    generations: tuple[Generation, ...]


def write_benchmark(directory: RunDirectory, benchmark: Benchmark) -> None:
    """Results come last, so that where they are, everything is."""
    write_generations(directory.generations, benchmark.generations)
    write_results(directory.benchmark_results, benchmark.results)


def add_benchmark(directory: RunDirectory, benchmark: Benchmark) -> Benchmark:
    """Writes what the directory then holds, and returns it: suites that were not asked this time stay."""
    if not directory.benchmark_results.exists():
        write_benchmark(directory, benchmark)
        return benchmark
    earlier = read_results(directory.benchmark_results)
    kept = [
        row for row in read_generations(directory.generations) if row.suite not in benchmark.results.suites
    ]
    together = Benchmark(
        results=replace(benchmark.results, suites={**earlier.suites, **benchmark.results.suites}),
        generations=(*(row for row in kept if row.suite in earlier.suites), *benchmark.generations),
    )
    write_benchmark(directory, together)
    return together


def read_benchmark(directory: RunDirectory) -> Benchmark:
    """A run's or a baseline's benchmark. Raises RunError where a file is missing or damaged."""
    results = read_results(directory.benchmark_results)
    return Benchmark(results=results, generations=read_generations(directory.generations))
