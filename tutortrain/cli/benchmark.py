"""`tutortrain benchmark RUN`, or a model, or whatever a server has behind an id."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from tutortrain.backends.endpoint import Endpoint
    from tutortrain.backends.named import NamedModel
    from tutortrain.benchmark.saved import Benchmark
    from tutortrain.config.run import RunConfig
    from tutortrain.job.benchmarking import Watched
    from tutortrain.job.examining import Examined, Subject

BASELINE: Final = "baseline"
"""What `--compare` takes beside runs and folders: the untouched model."""


def benchmark(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[RUN_OR_MODEL] [KEY=VALUE]...",
            help="A run, a folder or hub id; then settings as for `tutortrain train`, such as data=gsm8k",
        ),
    ] = None,
    suite: Annotated[
        list[str] | None, typer.Option("--suite", help="Only this suite; may be given several times")
    ] = None,
    model_name: Annotated[
        str | None, typer.Option("--model-name", help="The label of the results; a run's name means that run")
    ] = None,
    endpoint: Annotated[
        str | None,
        typer.Option("--endpoint", help="Ask this OpenAI-compatible address: http://127.0.0.1:8000/v1"),
    ] = None,
    served_model: Annotated[
        str | None, typer.Option("--served-model", help="The server's id for the model; default: the run's")
    ] = None,
    compare: Annotated[
        str | None,
        typer.Option("--compare", help="A run, a folder of results, or `baseline`"),
    ] = None,
) -> None:
    """Ask a model the benchmark's questions and score its replies; only what is not known yet is asked."""
    from tutortrain.errors import ConfigError
    from tutortrain.job.examining import examine_here, examine_served

    name, overrides = _split(words or [], model_name)
    if served_model is not None and endpoint is None:
        raise ConfigError("--served-model names a model of a server; give its address with --endpoint")
    chosen = tuple(dict.fromkeys(suite or ()))
    if endpoint is None:
        subject, weights = _here(name, overrides, chosen)
        _show(lambda watched: examine_here(subject, weights, watched, _beside(compare, subject)))
    else:
        subject = _subject(name, overrides, chosen)
        asked = _endpoint(subject, endpoint, served_model)
        _show(lambda watched: examine_served(subject, asked, watched, _beside(compare, subject)))


def _split(words: list[str], model_name: str | None) -> tuple[str, list[str]]:
    """The name and the settings. Raises ConfigError without a name, or with two."""
    from tutortrain.errors import ConfigError

    names = [word for word in words if "=" not in word and not word.startswith("~")]
    names += [model_name] if model_name is not None else []
    if len(names) != 1:
        raise ConfigError(
            f"benchmark takes one run or model, and {', '.join(names) or 'none'} was given: "
            "`tutortrain benchmark sft_001`, or --model-name NAME --endpoint URL"
        )
    return names[0], [word for word in words if word not in names]


def _here(name: str, overrides: list[str], suites: tuple[str, ...]) -> "tuple[Subject, NamedModel]":
    """A run, a choice of conf/model, or whatever else is a model; and its weights."""
    from tutortrain.backends.named import NamedModel, find_model, is_run
    from tutortrain.compose.jobs import conf_folder

    if (conf_folder() / "model" / f"{name}.yaml").is_file():
        subject = _subject(name, [f"model={name}", *overrides], suites)
        return subject, NamedModel(base_model=subject.config.model.base_model)
    weights = find_model(name, key="benchmark")
    model = [] if is_run(name) else [f'model.base_model="{weights.base_model}"']
    return _subject(name, [*model, *overrides], suites), weights


def _subject(name: str, overrides: list[str], suites: tuple[str, ...]) -> "Subject":
    """Of a run its own settings, changed by `overrides`."""
    from tutortrain.backends.named import is_run
    from tutortrain.job.examining import Subject
    from tutortrain.runs import manifest
    from tutortrain.runs.config_dir import as_options, config_dir
    from tutortrain.runs.lookup import find_run

    if not is_run(name):
        return Subject(label=name, config=_config(overrides, suites), run=None, suites=suites)
    run = find_run(name)
    typed = {override.partition("=")[0] for override in overrides}
    trained = [*as_options(config_dir(run.path)), *manifest.read(run.manifest).overrides]
    own = [override for override in trained if override.partition("=")[0] not in typed]
    return Subject(
        label=run.path.name,
        config=_config([*own, *overrides], suites),
        run=run,
        trained_on=_config(trained, ()).data,
        suites=suites,
    )


def _config(overrides: list[str], suites: tuple[str, ...]) -> "RunConfig":
    """Suites that the benchmark does not have are added from conf/benchmark/suites/; a run without any has
    those of every other run.
    """
    from tutortrain.compose.app import compose_command_line

    known = _known_suites(overrides, suites)
    if not known:
        overrides = [*(o for o in overrides if not o.startswith("benchmark=")), "benchmark=default"]
        known = _known_suites(overrides, suites)
    missing = [name for name in suites if name not in known]
    added = [f"+benchmark/suites@benchmark.suites.{name}={name}" for name in missing]
    return compose_command_line([*overrides, *added])


def _known_suites(overrides: list[str], suites: tuple[str, ...]) -> Collection[str]:
    """Those of the benchmark, whatever is set of suites that may have to be added first."""
    from tutortrain.compose.app import compose_command_line

    of_suites = tuple(f"benchmark.suites.{name}." for name in suites)
    config = compose_command_line([one for one in overrides if not one.startswith(of_suites)])
    return config.benchmark.suites


def _endpoint(subject: "Subject", url: str, served_model: str | None) -> "Endpoint":
    """The server, asked for the id that is given, or that the run was published under, or the label."""
    from dataclasses import asdict

    from tutortrain.backends.endpoint import Endpoint
    from tutortrain.backends.greedy import read
    from tutortrain.config.endpoint import EndpointConfig, parse_address

    run, connection = subject.run, asdict(subject.config.benchmark.connection)
    published = run is not None and run.fingerprint.exists()
    model = served_model or (read(run.fingerprint).model if run and published else subject.label)
    return Endpoint(EndpointConfig(url=parse_address(url, "--endpoint"), model=model, **connection))


def _beside(compare: str | None, subject: "Subject") -> "Benchmark | None":
    """Raises RunError for what was not benchmarked."""
    from tutortrain.benchmark.baseline import find_baseline
    from tutortrain.benchmark.saved import read_benchmark
    from tutortrain.errors import RunError
    from tutortrain.runs.directory import RunDirectory
    from tutortrain.runs.lookup import find_run

    if compare is None:
        return None
    if compare == BASELINE:
        model, root = subject.config.model.name, Path(subject.config.output_root)
        found = find_baseline(root, model, subject.plan())
        if found is None:
            raise RunError(f"--compare=baseline: {root} keeps none of {model} for these questions")
        return found
    place = RunDirectory(Path(compare))
    return read_benchmark(place if place.benchmark_results.exists() else find_run(compare))


def _show(examine: "Callable[[Watched], Examined]") -> None:
    """Examines, watched from the terminal, and prints what came of it."""
    from rich.console import Console

    from tutortrain.compare.single import scores_table
    from tutortrain.display import open_display
    from tutortrain.errors import Interrupted
    from tutortrain.job.benchmarking import Watched
    from tutortrain.job.stop import Stop

    try:
        with Stop() as stop, open_display(Console(stderr=True)) as display:
            done = examine(Watched(display=display, stop=stop))
    except Interrupted as stopped:
        raise Interrupted(f"{stopped}; the same command again asks only what is missing") from stopped
    console = Console()
    if done.judged is None:
        console.print(scores_table(done.benchmark.results))
    else:
        done.judged.show(console)
    console.print(str(done.directory.path), highlight=False)
