"""A whole benchmark as it lies in a directory: benchmark_results.json beside generations.jsonl."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tutortrain.benchmark.generations import Generation, Item, of_suite, read_generations, write_generations
from tutortrain.benchmark.results import BenchmarkResults, read_results, write_results
from tutortrain.runs.directory import RunDirectory


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """The scores, and every reply that they rest on."""

    results: BenchmarkResults
    generations: tuple[Generation, ...]

    @cached_property
    def items(self) -> Mapping[str, Mapping[Item, Generation]]:
        """The judged items of each suite, as `of_suite` has them: whoever compares asks often."""
        return {suite: of_suite(self.generations, suite) for suite in self.results.suites}


def write_benchmark(directory: RunDirectory, benchmark: Benchmark) -> None:
    """Results come last, so that where they are, everything is."""
    write_generations(directory.generations, benchmark.generations)
    write_results(directory.benchmark_results, benchmark.results)


def add_benchmark(directory: RunDirectory, benchmark: Benchmark) -> Benchmark:
    """Writes what the directory then holds, and returns it: suites that were not asked this time stay."""
    known = [read_benchmark(directory)] if directory.benchmark_results.exists() else []
    all_of_it = together([*known, benchmark])
    write_benchmark(directory, all_of_it)
    return all_of_it


def together(benchmarks: Sequence[Benchmark]) -> Benchmark:
    """One benchmark of all their suites, under the last one's name; of a suite in several, the last one's."""
    suites = {name: one for benchmark in benchmarks for name, one in benchmark.results.suites.items()}
    holder = {name: benchmark for benchmark in benchmarks for name in benchmark.results.suites}
    return Benchmark(
        results=replace(benchmarks[-1].results, suites=suites),
        generations=tuple(
            row for name, benchmark in holder.items() for row in benchmark.generations if row.suite == name
        ),
    )


def read_benchmark(directory: RunDirectory) -> Benchmark:
    """A run's or a baseline's benchmark. Raises RunError where a file is missing or damaged."""
    results = read_results(directory.benchmark_results)
    return Benchmark(results=results, generations=read_generations(directory.generations))
