"""A whole benchmark as it lies in a directory: benchmark_results.json beside generations.jsonl."""

from dataclasses import dataclass

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


def read_benchmark(directory: RunDirectory) -> Benchmark:
    """A run's or a baseline's benchmark. Raises RunError where a file is missing or damaged."""
    results = read_results(directory.benchmark_results)
    return Benchmark(results=results, generations=read_generations(directory.generations))
