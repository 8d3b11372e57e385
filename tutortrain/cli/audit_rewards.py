"""`tutortrain audit-rewards`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from tutortrain.grading.audit import Audit

EMBEDDED: Final = "embedded"
HEADER: Final = ("form", "has to be", "cases", "wrong", "%")
NUM_WORDS: Final = 2
"""Columns that are no numbers."""
EVEN_ODDS: Final = 0.5


def audit_rewards(
    data: Annotated[
        str,
        typer.Option(help="A file whose rows have an `answer`, such as GSM8K's or SVAMP's, or `embedded`"),
    ] = EMBEDDED,
    num: Annotated[int, typer.Option(min=1, help="How many different answers to try")] = 200,
    max_error: Annotated[
        float, typer.Option(min=0, max=1, help="Exit with 1 where either rate of mistakes is above this")
    ] = 0.01,
) -> None:
    """Find out how often the reward for a right answer errs: answers rewritten, and near misses."""
    from tutortrain.errors import DataError
    from tutortrain.grading.audit import audit, require_trustworthy
    from tutortrain.grading.symbolic import SymbolicChecker

    answers = _sample(_embedded_answers() if data == EMBEDDED else _answers_of(data), num)
    with SymbolicChecker() as checker:
        found = audit(answers, checker)
    typer.echo(f"{_as_table(found)}\n\n{_summary(found, len(answers))}")
    try:
        require_trustworthy(found, max_error)
    except DataError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error


def _embedded_answers() -> list[str]:
    from tutortrain.data.sources.embedded import rows_of

    return [str(row["answer"]) for row in rows_of("train")]


def _answers_of(name: str) -> list[str]:
    """Raises DataError for a file that cannot be read, for bad rows, and where no row has an answer."""
    from tutortrain.data.forms import JSON_ARRAY, JSON_LINES
    from tutortrain.data.reading import read_examples, refuse_bad_rows

    form = JSON_ARRAY if name.endswith(JSON_ARRAY.suffix) else JSON_LINES
    rows = read_examples("--data", name, form, _only_answer)
    refuse_bad_rows([rows])
    return [example.answer for example in rows.examples if example.answer is not None]


def _only_answer(row: object) -> object:
    """A row of our format with no talk in it: whatever else the file holds is not looked at."""
    from tutortrain.data.fields import Fields

    fields = Fields(row, "`answer`")
    answer = fields.label("answer") or fields.label("Answer")
    fields.check()
    final = answer.rpartition("####")[2].strip() if answer else None
    return {"prompt": "-", "response": "-", "answer": final}


def _sample(answers: Sequence[str], num: int) -> list[str]:
    """Different answers, drawn the same way every time."""
    from random import Random

    different = list(dict.fromkeys(answers))
    return Random(0).sample(different, min(num, len(different)))


def _as_table(found: "Audit") -> str:
    from tutortrain.query.table import layout

    rows = [
        [
            form.form,
            "accepted" if form.is_right else "refused",
            f"{form.num:,}",
            f"{form.num_wrong:,}",
            f"{100 * form.num_wrong / form.num:.1f}",
        ]
        for form in found.forms
    ]
    return layout(HEADER, rows, right_from=NUM_WORDS)


def _summary(found: "Audit", num_answers: int) -> str:
    bias = 100 * found.bias(EVEN_ODDS)
    return "\n".join(
        [
            f"{num_answers} different answers, {len(found.forms)} forms.",
            _rate("Right answers refused", found.num_false_negatives, found.num_right),
            _rate("Wrong answers accepted", found.num_false_positives, found.num_near_misses),
            f"Cost: a model that is right in 50 % of problems is measured {bias:+.2f} points off; "
            f"at worst it is {100 * found.worst_bias:.2f} points.",
        ]
    )


def _rate(what: str, count: int, num: int) -> str:
    from tutortrain.benchmark.statistics import wilson

    interval = wilson(count, num)
    share = count / max(1, num)
    return f"{what}: {count:,} of {num:,}, {share:.2%} [{interval.low:.2%}, {interval.high:.2%}]"
