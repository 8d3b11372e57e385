"""Which rows are trained on and which are held out: the same for every seed, and no problem on both sides."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from math import ceil
from typing import Final

from tutortrain.data.example import Example
from tutortrain.data.listing import count_rows
from tutortrain.errors import DataError

HELD_OUT_SHARE: Final = 0.1
Examples = Sequence[Example]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """`num_left_out` rows are used on neither side, for the other side holds their problem."""

    train: tuple[Example, ...]
    held_out: tuple[Example, ...]
    num_left_out: int


def split_two_files(
    train: Examples, evaluation: Examples, num_train: int | None, num_eval: int | None
) -> Split:
    """The first rows of each; training rows about a held-out problem are left out. Raises DataError."""
    held_out = _first(evaluation, num_eval, "data.num_eval")
    fresh = _about_other_problems(train, held_out)
    if not fresh:
        raise DataError(
            "data.eval_file: every problem of data.train_file is held out by it; nothing is left."
        )
    return Split(
        train=_first(fresh, num_train, "data.num_train"),
        held_out=held_out,
        num_left_out=len(train) - len(fresh),
    )


def split_after(rows: Examples, num_train: int, num_eval: int | None) -> Split:
    """Trains on the first rows; what follows about other problems is held out. Raises DataError."""
    train = _first(rows, num_train, "data.num_train")
    rest = rows[num_train:]
    fresh = _about_other_problems(rest, train)
    held_out = _first(fresh, num_eval, "data.num_eval")
    return Split(train=train, held_out=held_out, num_left_out=len(rest) - len(fresh))


def split_by_problem(rows: Examples, num_eval: int | None) -> Split:
    """Holds out a tenth of the problems, or what `num_eval` rows need, drawn by a digest of their names.

    A file in the order of its grades is thus held out evenly. Raises DataError where nothing would be left.
    """
    drawn = sorted({row.problem_id for row in rows}, key=lambda name: sha256(name.encode()).digest())
    wanted = _enough(drawn, rows, num_eval)
    held_out = [row for row in rows if row.problem_id in wanted]
    train = tuple(row for row in rows if row.problem_id not in wanted)
    if not train:
        raise DataError(_cannot_split(len(rows), len(drawn)))
    chosen = tuple(held_out[:num_eval])
    return Split(train=train, held_out=chosen, num_left_out=len(held_out) - len(chosen))


def _cannot_split(num_rows: int, num_problems: int) -> str:
    if num_problems > 1:
        return (
            f"{num_rows} rows about {num_problems} problems cannot be split so that both sides have one: "
            "give data.eval_file, or a smaller data.num_eval."
        )
    there = count_rows(num_rows, "is", "are")
    return (
        f"{there} all there is, about one problem, which cannot be on both sides: "
        "add rows about other problems, give data.eval_file, or hold nothing out with "
        f"data.num_train={num_rows} data.num_eval=null."
    )


def _enough(drawn: Sequence[str], rows: Examples, num_eval: int | None) -> Collection[str]:
    """The first of the drawn problems: a tenth of them, or those that have `num_eval` rows."""
    if num_eval is None:
        return set(drawn[: ceil(len(drawn) * HELD_OUT_SHARE)])
    rows_of = Counter(row.problem_id for row in rows)
    totals = accumulate(rows_of[name] for name in drawn)
    num_wanted = sum(total < num_eval for total in totals) + 1
    return set(drawn[:num_wanted])


def _about_other_problems(rows: Examples, taken: Examples) -> Examples:
    problems = {row.problem_id for row in taken}
    return [row for row in rows if row.problem_id not in problems]


def _first(rows: Examples, wanted: int | None, setting: str) -> tuple[Example, ...]:
    if wanted is not None and wanted > len(rows):
        there = count_rows(len(rows), "is", "are")
        raise DataError(f"{setting}={wanted}, but only {there} there for it; ask for fewer.")
    return tuple(rows[:wanted])
