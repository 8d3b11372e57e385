"""`tutortrain rollouts RUN`."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tutortrain.runs.rollouts import LoggedRollout


def rollouts(
    run: Annotated[str, typer.Argument(help="A directory or a short name such as rlvr_001")],
    step: Annotated[
        int | None, typer.Option(min=1, help="Completions of this step; default: the last one logged")
    ] = None,
    num: Annotated[int, typer.Option("--num", "-n", min=1, help="How many completions to show")] = 3,
) -> None:
    """Show completions that a run trained on, with their rewards."""
    from tutortrain.errors import RunError
    from tutortrain.runs import rollouts as logged
    from tutortrain.runs.lookup import find_run

    directory = find_run(run)
    path, rows = directory.path, logged.read(directory.rollouts)
    if not rows:
        raise RunError(f"{path} has no completions: only methods that train on their own samples log them.")
    steps = sorted({row.step for row in rows})
    wanted = steps[-1] if step is None else step
    if wanted not in steps:
        raise RunError(f"{path} has no completions of step {wanted}, but of steps {steps[0]} to {steps[-1]}.")
    shown = [row for row in rows if row.step == wanted][:num]
    typer.echo("\n\n".join(_as_text(row) for row in shown))


def _as_text(row: "LoggedRollout") -> str:
    parts = "  ".join(f"{name} {value:g}" for name, value in row.parts.items())
    verdict = f", {row.verdict}" if row.verdict else ""
    cut = ", cut" if row.truncated else ""
    return (
        f"step {row.step}  reward {row.reward:g}  advantage {row.advantage:+.2f}  "
        f"({row.num_tokens} tokens{cut}{verdict})\n{parts}\n"
        f"  problem: {_indented(row.problem)}\n  answer:  {row.answer}\n"
        f"  reply:   {_indented(row.reply)}"
    )


def _indented(text: str) -> str:
    return text.strip().replace("\n", "\n           ")
