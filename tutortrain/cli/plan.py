"""`tutortrain plan ...`: takes the words of `tutortrain train` and starts nothing."""

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from tutortrain.job import Job, RunPlan
    from tutortrain.methods.expected import Expected
    from tutortrain.usage import Usage


def plan(context: typer.Context) -> None:
    """Say what a run would take, without running it: steps, tokens, and what its benchmark could show."""
    from tutortrain.compose.app import compose_command_line
    from tutortrain.display.waiting import waiting
    from tutortrain.job import plan_run, survey

    jobs = [survey(config) for config in compose_command_line(context.args)]
    with waiting("counting tokens"):
        plans = [(job, plan_run(job)) for job in jobs]
    typer.echo("\n\n".join(_as_text(job, plan) for job, plan in plans))


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


def _cost(job: "Job", plan: "RunPlan") -> str:
    from tutortrain.job import prices_of

    prices = prices_of(job.config.backend)
    if prices is None:
        return f"none known: no prices are listed for this backend={job.config.backend.kind}"
    cost = prices.of(plan.usage)
    if cost is None:
        unknown = ", ".join(model for model in plan.usage if model not in prices.models)
        return f"unknown: conf/prices.yaml has no price for {unknown}"
    return f"{cost:.2f} {prices.currency} at most, all of it, by {prices.source} of {prices.date}"


def _tokens(usage: "Usage") -> str:
    parts = {"read": usage.prefill, "sampled": usage.sampled, "trained on": usage.trained}
    return ", ".join(f"{count:,} tokens {what}" for what, count in parts.items() if count)


def _how(expected: "Expected") -> str:
    return " (counted)" if expected.is_exact else " (at most)"
