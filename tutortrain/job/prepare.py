"""A job as it is known before anything is loaded: what can be refused is refused here, before torch is there
and a run number is spent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Literal

from tutortrain.backends import check_backend
from tutortrain.backends.base import Tokenizer
from tutortrain.backends.metered import Meter
from tutortrain.backends.tokenizer import open_tokenizer
from tutortrain.benchmark.plan import Plan, plan_benchmark
from tutortrain.benchmark.saved import Benchmark
from tutortrain.benchmark.seen import Seen, find_seen, mark_seen, problems_of, refuse_seen
from tutortrain.config.data import DataConfig
from tutortrain.config.model import ModelConfig
from tutortrain.config.run import RunConfig
from tutortrain.data.example import Example
from tutortrain.data.lazy import render_lazily
from tutortrain.data.load import Dataset, load
from tutortrain.data.render import Rendering, render_all
from tutortrain.data.sources.embedded import held_out_problems
from tutortrain.data.stored import StoredRows, replied
from tutortrain.display.waiting import waiting
from tutortrain.errors import DataError
from tutortrain.job.learning_rate import suggested_lr
from tutortrain.job.models import Meters, other_model, starting_model
from tutortrain.methods import build_recipe
from tutortrain.methods.base import Inputs, Recipe
from tutortrain.runs.manifest import Manifest
from tutortrain.tracking import check_trackers


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A configuration with nothing left open, whose files have been read, parsed and rendered."""

    config: RunConfig
    tokenizer: Tokenizer
    dataset: Dataset
    recipe: Recipe
    held_out: Rendering
    benchmark: Plan
    meters: Meters
    seen: Seen = field(default_factory=Seen)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is not as the data suggest, a line each: no row is left out or replaced in silence."""
        counts = {
            "problems that the benchmark asks stand in training rows": len(self.seen.ngram),
            "rows left out because the other side holds their problem": self.dataset.num_left_out,
            **self.recipe.notes,
            **self.held_out.notes("held-out rows"),
        }
        lines = [f"{count} {what}" for what, count in counts.items() if count]
        for name in self.benchmark.left_out:
            lines.append(f"benchmark.suites.{name} is left out: it can judge no held-out row")
        if self.benchmark.suites and not self.dataset.has_answers:
            lines.append("no held-out row has an `answer`: the benchmark asks the embedded problems")
        return tuple(lines)


def prepare(config: RunConfig) -> Job:
    """A job that could be started now. Raises as `survey` does, and for a backend or a tracker
    that could not.
    """
    check_backend(config.model, config.training.lora, config.backend)
    check_trackers(config.tracking.values())
    return survey(config)


def survey(config: RunConfig) -> Job:
    """Reads the data and the tokenizer; the jobs of a sweep share what they have in common.

    Raises DataError or ModelError; what the method cannot train on is refused here, too, and so are training
    rows that the benchmark will ask about.
    """
    with waiting("reading and checking the rows"):
        dataset, meters, plan = _load(config.data), Meters(Meter), plan_questions(config)
        return Job(
            config=_settled(config),
            tokenizer=_tokenizer(config.model.base_model),
            dataset=dataset,
            recipe=build_recipe(config.method, _inputs(config, meters)),
            held_out=_render("held_out", config.data, config.model),
            benchmark=plan,
            meters=meters,
            seen=_refused_or_seen(config.data, plan.only(plan.asked)),
        )


def plan_questions(config: RunConfig) -> Plan:
    """What a model would be asked, from the held-out rows. Raises DataError."""
    return plan_benchmark(
        config.benchmark,
        _questions(_load(config.data)) if config.benchmark.suites else (),
        num_items=config.benchmark.num_items_for(config.model),
    )


def mark_trained_on(benchmark: Benchmark, job: Job) -> Benchmark:
    """A job's own benchmark, with what of it stands in its training rows."""
    plan, above = job.benchmark, job.config.benchmark.contaminated_above
    for part in (plan.only(plan.asked), plan.only(plan.read)):
        benchmark = mark_seen(benchmark, part, _seen(job.config.data, problems_of(part)), above)
    return benchmark


def training_rows(data: DataConfig, trained: Manifest) -> Sequence[Example]:
    """What a run was trained on, by its own `data` settings.

    Raises DataError where that cannot be read any more, or is no longer what was read then.
    """
    dataset, then = _load(data), trained.data.get("train")
    now = dataset.files["train"]
    if then is None or (then.sha256, then.num_rows) != (now.sha256, now.num_rows):
        raise DataError(f"{now.path} is no longer as {trained.name} was trained on it.")
    return dataset.train


def _refused_or_seen(data: DataConfig, plan: Plan) -> Seen:
    """Raises DataError. Where everything may be seen nothing is searched before the run."""
    if data.max_overlap == 1:
        return Seen()
    seen = _seen(data, problems_of(plan))
    refuse_seen(plan, seen, data.max_overlap)
    return seen


def _inputs(config: RunConfig, meters: Meters) -> Inputs:
    return Inputs(
        examples=_load(config.data).train,
        rendered=partial(_render, "train", config.data, config.model),
        tokenizer=_tokenizer(config.model.base_model),
        max_length=config.model.max_length,
        batch_size=config.training.batch_size,
        start=starting_model(config, meters),
        model=partial(other_model, config=config, meters=meters),
    )


def _settled(config: RunConfig) -> RunConfig:
    if config.training.lr is not None:
        return config
    rate = suggested_lr(config.model, config.training.lora)
    return replace(config, training=replace(config.training, lr=rate))


def _questions(dataset: Dataset) -> tuple[Example, ...]:
    """The held-out rows with an answer, or else the embedded held-out problems."""
    return dataset.answered or held_out_problems()


@lru_cache(maxsize=4)
def _tokenizer(base_model: str) -> Tokenizer:
    return open_tokenizer(base_model)


@lru_cache(maxsize=4)
def _load(data: DataConfig) -> Dataset:
    return load(data)


@lru_cache(maxsize=4)
def _seen(data: DataConfig, problems: tuple[str, ...]) -> Seen:
    return find_seen(problems, _load(data).train)


@lru_cache(maxsize=8)
def _render(side: Literal["train", "held_out"], data: DataConfig, model: ModelConfig) -> Rendering:
    rows: Sequence[Example] = getattr(_load(data), side)
    if side == "held_out":  # what has no response has no loss either
        rows = replied(rows)
    tokenizer = _tokenizer(model.base_model)
    if isinstance(rows, StoredRows):
        return render_lazily(rows, tokenizer, model.max_length, data.on_too_long)
    return render_all(rows, tokenizer, model.max_length, data.on_too_long)
