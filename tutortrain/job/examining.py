"""A benchmark by itself: of a run, of another model, or of whatever a server has behind an id."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tutortrain.backends import check_backend, open_backend
from tutortrain.backends.endpoint import Endpoint
from tutortrain.backends.endpoint.serving import confirm_served
from tutortrain.backends.named import NamedModel
from tutortrain.backends.tokenizer import open_tokenizer
from tutortrain.benchmark.baseline import find_baseline
from tutortrain.benchmark.plan import Plan
from tutortrain.benchmark.recognition import Likeness, compare_replies, telling
from tutortrain.benchmark.respondents.base import Respondent
from tutortrain.benchmark.respondents.endpoint import Served
from tutortrain.benchmark.respondents.in_process import Sampled
from tutortrain.benchmark.results import read_results
from tutortrain.benchmark.saved import Benchmark, add_benchmark, read_benchmark
from tutortrain.benchmark.seen import find_seen, mark_seen, problems_of
from tutortrain.config.data import DataConfig
from tutortrain.config.run import RunConfig
from tutortrain.errors import DataError, EndpointError
from tutortrain.job.benchmarking import Judged, Untouched, Watched, ask, judge
from tutortrain.job.prepare import plan_questions, training_rows
from tutortrain.runs import manifest
from tutortrain.runs.directory import RunDirectory
from tutortrain.runs.lock import locked
from tutortrain.runs.naming import shorten, slug
from tutortrain.runs.record import enter_scores

RESULTS: Final = "benchmark"
"""Below the output root: benchmarks of models that are no run of ours."""
NUM_DIGITS: Final = 12
OTHER_QUESTIONS: Final = "benchmarks"
"""Below a run: those of other questions than at its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is examined. run: where it was trained, if it was; label: the name of its results.

    config: its data and benchmark say what is asked; suites: those to ask, all where none are named.
    trained_on: the run's own data, whatever is asked.
    """

    label: str
    config: RunConfig
    run: RunDirectory | None
    trained_on: DataConfig | None = None
    suites: tuple[str, ...] = ()

    def plan(self) -> Plan:
        """Raises DataError."""
        return plan_questions(self.config)

    def chosen(self, plan: Plan) -> Plan:
        return plan.only(self.suites) if self.suites else plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """Where the results lie, what they are, and beside what they were set."""

    directory: RunDirectory
    benchmark: Benchmark
    judged: Judged | None


def examine_here(
    subject: Subject, weights: NamedModel, watched: Watched, beside: Benchmark | None
) -> Examined:
    """Asks weights in this process; without `beside`, trained ones are set beside the untouched model.

    Raises as opening the backend does.
    """
    config = subject.config
    plan = subject.plan()
    check_backend(config.model, None, config.backend)
    place = _place_here(subject, plan)
    with _held(place):
        backend = open_backend(
            config.model,
            replace(config.training.lora, rank=0) if subject.run is None else config.training.lora,
            config.backend,
            checkpoints=place.checkpoints,
            seed=config.seed,
        )
        tokenizer = open_tokenizer(config.model.base_model)
        untouched = Untouched(config=config, backend=backend, tokenizer=tokenizer, watched=watched)
        if weights.checkpoint is None:
            return _kept(place, untouched.benchmark(subject.chosen(plan)), beside)
        model = Sampled(
            name=subject.label,
            sampler=backend.sampler(weights.checkpoint),
            tokenizer=tokenizer,
            model=weights.checkpoint.name,
        )
        benchmark = _ask(subject, plan, model, place, watched)
        return _kept(place, benchmark, beside or untouched.benchmark(plan))


def examine_served(
    subject: Subject, endpoint: Endpoint, watched: Watched, beside: Benchmark | None
) -> Examined:
    """Asks a server, once it is known as far as can be told that it serves what is asked for.

    Suites that read are left out. Raises EndpointError for a model that is not served, or that replies like
    the untouched one although the run was trained.
    """
    plan = _asked(subject.chosen(subject.plan()), endpoint, watched)
    if doubt := confirm_served(endpoint):
        watched.display.note(doubt)
    place = _place_of_served(subject, endpoint)
    with _held(place):
        model = Served(name=subject.label, endpoint=endpoint)
        if subject.run is not None:
            _recognise(subject, plan, model, place, watched)
        return _kept(place, _ask(subject, plan, model, place, watched), beside)


def _asked(plan: Plan, endpoint: Endpoint, watched: Watched) -> Plan:
    """Without what has to be read to a model. Raises EndpointError where nothing else was to be done."""
    if not plan.read:
        return plan
    reason = f"{endpoint.config.url} tells nothing of how likely a text is"
    asked = plan.only(plan.asked)
    if not asked.suites:
        raise EndpointError(f"{', '.join(plan.read)}: {reason}; benchmark the weights without --endpoint")
    for suite in plan.read:
        watched.display.note(f"{suite} is left out: {reason}")
    return asked


def _ask(subject: Subject, plan: Plan, model: Respondent, place: RunDirectory, watched: Watched) -> Benchmark:
    """With the overlap of the items and what the run was trained on, as far as that can still be read."""
    chosen = subject.chosen(plan)
    answered = ask(chosen, model, place, watched)
    if subject.run is None or subject.trained_on is None:
        return answered
    try:
        training = training_rows(subject.trained_on, manifest.read(subject.run.manifest))
    except DataError as error:
        watched.display.note(f"which items {subject.label} was trained on is not known: {error}")
        return answered
    seen = find_seen(problems_of(chosen), training)
    return mark_seen(answered, chosen, seen, subject.config.benchmark.contaminated_above)


def _recognise(subject: Subject, plan: Plan, model: Served, place: RunDirectory, watched: Watched) -> None:
    """Asks a few questions to which the run and its untouched model replied otherwise, in process."""
    assert subject.run is not None
    config = subject.config
    untouched = find_baseline(Path(config.output_root), config.model.name, plan)
    if untouched is None or not subject.run.benchmark_results.exists():
        watched.display.note(
            f"{subject.label} has no benchmark in process, so its replies cannot be told from another model's"
        )
        return
    trained = read_benchmark(subject.run)
    questions = telling(plan, trained, untouched)
    if not questions.suites:
        return
    said = ask(questions, model, place, replace(watched, stage="recognising "))
    _refuse_untouched(model, compare_replies(said.generations, trained, untouched), watched)


def _refuse_untouched(model: Served, likeness: Likeness | None, watched: Watched) -> None:
    if likeness is None:
        return
    shown = (
        f"{likeness.num} replies agree in {likeness.trained:.0%} of their text with the run's own, and in "
        f"{likeness.untouched:.0%} with the untouched model's"
    )
    if likeness.is_untouched:
        raise EndpointError(
            f"{model.asked.through} replies as {model.asked.model} like the untouched model: {shown}; it "
            "serves the base model under that name, and nothing was measured"
        )
    watched.display.note(shown)


def _kept(place: RunDirectory, benchmark: Benchmark, beside: Benchmark | None) -> Examined:
    together = add_benchmark(place, benchmark)
    if place.manifest.exists():
        enter_scores(place, together.results.values())
    judged = judge(place, together, beside) if beside is not None else None
    return Examined(directory=place, benchmark=together, judged=judged)


def _place_here(subject: Subject, plan: Plan) -> RunDirectory:
    """The run itself, as long as nothing that it was asked before is asked otherwise now."""
    run = subject.run
    if run is None:
        return RunDirectory(Path(subject.config.output_root) / RESULTS / _folder(subject.label))
    known = read_results(run.benchmark_results).suites if run.benchmark_results.exists() else {}
    chosen = subject.chosen(plan).suites
    if all(planned.asks_as(known[planned.name]) for planned in chosen if planned.name in known):
        return run
    return RunDirectory(run.path / OTHER_QUESTIONS / subject.chosen(plan).key(NUM_DIGITS))


def _place_of_served(subject: Subject, endpoint: Endpoint) -> RunDirectory:
    config = endpoint.config
    name = _folder(f"{config.url.partition('://')[2]}-{config.model}")
    if subject.run is not None:
        return RunDirectory(subject.run.endpoints / name)
    return RunDirectory(Path(subject.config.output_root) / RESULTS / _folder(subject.label) / name)


def _folder(name: str) -> str:
    return shorten(slug(name)) or "model"


@contextmanager
def _held(place: RunDirectory) -> Iterator[None]:
    """Raises RunError where another process works in it."""
    place.path.mkdir(parents=True, exist_ok=True)
    with locked(place):
        yield
