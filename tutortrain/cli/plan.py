"""`tutortrain plan ...`: takes the words of `tutortrain train` and starts nothing."""

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutortrain.compose.sweeps import Asked
    from tutortrain.config.prices import Prices
    from tutortrain.config.run import RunConfig
    from tutortrain.job import Job, RunPlan
    from tutortrain.methods.expected import Expected
    from tutortrain.usage import Usage


def plan(context: typer.Context) -> None:
    """Say what a run would take, without running it: steps, tokens, and what its benchmark could show.

    With -m, what a sweep would.
    """
    from tutortrain.compose.app import compose_command_line, read_arguments
    from tutortrain.compose.sweeps import compose_sweep

    options = read_arguments(context.args)
    if options.multirun:
        asked = compose_sweep(options.overrides, config_dir=options.config_dir)
        planned = _planned([one.config for one in asked.jobs])
        texts = [f"{title}\n{_as_text(*one)}" for title, one in zip(_titles(asked), planned, strict=True)]
        typer.echo("\n\n".join([*texts, _together(asked, planned)]))
    else:
        (only,) = _planned([compose_command_line(context.args)])
        typer.echo(_as_text(*only))


def _planned(configs: "Sequence[RunConfig]") -> "list[tuple[Job, RunPlan]]":
    from tutortrain.display.waiting import waiting
    from tutortrain.job import plan_run, survey

    jobs = [survey(config) for config in configs]
    with waiting("counting tokens"):
        return [(job, plan_run(job)) for job in jobs]


def _titles(asked: "Asked") -> list[str]:
    """What a search may choose is shown by jobs at the ends of its space, which have no numbers."""
    from tutortrain.compose.jobs import name_job

    lists = [one.overrides for one in asked.jobs]
    names = [name_job(index, lists) for index in range(len(lists))]
    return [f"for example{name.partition(':')[2]}" for name in names] if asked.space else names


def _together(asked: "Asked", planned: "Sequence[tuple[Job, RunPlan]]") -> str:
    """What all jobs take; of a search as many as it may try, none dearer than the dearest shown."""
    from tutortrain.config.launching import OptunaConfig

    steps = [plan.training.num_steps for _, plan in planned]
    costs = [cost for one in planned if (cost := _amount(*one)) is not None]
    sweeper = asked.launching.sweeper
    if isinstance(sweeper, OptunaConfig):
        num_jobs, how = sweeper.num_trials, " at most"
        num_steps, cost = num_jobs * max(steps), num_jobs * max(costs, default=0.0)
    else:
        num_jobs, how = len(planned), ""
        num_steps, cost = sum(steps), sum(costs)
    prices = _prices(planned[0][0])
    billed = f", {cost:.2f} {prices.currency} at most" if prices and len(costs) == len(planned) else ""
    return f"{num_jobs} jobs in all: {num_steps:,} steps{how}{billed}"


def _as_text(job: "Job", plan: "RunPlan") -> str:
    expected = plan.training
    lines = [
        f"{job.config.method.kind} of {job.config.model.name} on data={job.config.data.kind}",
        f"  rows       {expected.num_rows:,} an epoch, {job.config.training.batch_size} a step",
        *(f"             {note}" for note in job.notes),
        f"  steps      {expected.num_steps:,}",
        f"  learner    {_tokens(expected.learner)}, {expected.num_weighted:,} learned{_how(expected)}",
    ]
    if expected.teacher.prefill:
        lines.append(f"  teacher    {_tokens(expected.teacher)}{_how(expected)}")
    lines += [
        f"  {suite:<10} {num:,} items{_shown(plan.detectable.get(suite))}"
        for suite, num in plan.num_items.items()
    ]
    if plan.num_items:
        lines.append(f"  benchmark  {_tokens(plan.benchmark)} (at most, before and after)")
        lines.append("  * found four times in five, if training changes a quarter of the outcomes")
    return "\n".join([*lines, f"  cost       {_cost(job, plan)}"])


def _shown(detectable: float | None) -> str:
    return "" if detectable is None else f" can show a difference of {100 * detectable:.1f} points *"


def _amount(job: "Job", plan: "RunPlan") -> float | None:
    """What it costs at most; None where that is not known."""
    prices = _prices(job)
    return prices.of(plan.usage) if prices else None


def _prices(job: "Job") -> "Prices | None":
    from tutortrain.job import prices_of

    return prices_of(job.config.backend)


def _cost(job: "Job", plan: "RunPlan") -> str:
    prices, amount = _prices(job), _amount(job, plan)
    if prices is None:
        return f"none known: no prices are listed for this backend={job.config.backend.kind}"
    if amount is None:
        unknown = ", ".join(model for model in plan.usage if model not in prices.models)
        return f"unknown: conf/prices.yaml has no price for {unknown}"
    return f"{amount:.2f} {prices.currency} at most, all of it, by {prices.source} of {prices.date}"


def _tokens(usage: "Usage") -> str:
    parts = {"read": usage.prefill, "sampled": usage.sampled, "trained on": usage.trained}
    return ", ".join(f"{count:,} tokens {what}" for what, count in parts.items() if count)


def _how(expected: "Expected") -> str:
    return " (counted)" if expected.is_exact else " (at most)"
