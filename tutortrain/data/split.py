"""Which rows are trained on and which are held out: the same for every seed, and no problem on both sides."""

from collections import Counter
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from math import ceil
from typing import Final

from tutortrain.data.listing import count_rows
from tutortrain.errors import DataError

HELD_OUT_SHARE: Final = 0.1
Problems = Sequence[str]
"""The names of the problems that rows are about, in the order of the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Rows by their places from 0. `num_left_out` are on neither side: the other side holds their problem."""

    train: Sequence[int]
    held_out: Sequence[int]
    num_left_out: int


def split_two_files(
    train: Problems, evaluation: Problems, num_train: int | None, num_eval: int | None
) -> Split:
    """The first rows of each; training rows about a held-out problem are left out. Raises DataError."""
    held_out = _first(range(len(evaluation)), num_eval, "data.num_eval")
    fresh = _about_other_problems(train, range(len(train)), {evaluation[place] for place in held_out})
    if not fresh:
        raise DataError(
            "data.eval_file: every problem of data.train_file is held out by it; nothing is left."
        )
    return Split(
        train=_first(fresh, num_train, "data.num_train"),
        held_out=held_out,
        num_left_out=len(train) - len(fresh),
    )


def split_after(problems: Problems, num_train: int, num_eval: int | None) -> Split:
    """Trains on the first rows; what follows about other problems is held out. Raises DataError."""
    train = _first(range(len(problems)), num_train, "data.num_train")
    rest = range(num_train, len(problems))
    fresh = _about_other_problems(problems, rest, {problems[place] for place in train})
    held_out = _first(fresh, num_eval, "data.num_eval")
    return Split(train=train, held_out=held_out, num_left_out=len(rest) - len(fresh))


def split_by_problem(problems: Problems, num_eval: int | None) -> Split:
    """Holds out a tenth of the problems, or what `num_eval` rows need, drawn by a digest of their names.

    A file in the order of its grades is thus held out evenly. Raises DataError where nothing would be left.
    """
    drawn = sorted(set(problems), key=lambda name: sha256(name.encode()).digest())
    wanted = _enough(drawn, problems, num_eval)
    held_out = [place for place, name in enumerate(problems) if name in wanted]
    train = [place for place, name in enumerate(problems) if name not in wanted]
    if not train:
        raise DataError(_cannot_split(len(problems), len(drawn)))
    chosen = held_out[:num_eval]
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


def _enough(drawn: Sequence[str], problems: Problems, num_eval: int | None) -> Collection[str]:
    """The first of the drawn problems: a tenth of them, or those that have `num_eval` rows."""
    if num_eval is None:
        return set(drawn[: ceil(len(drawn) * HELD_OUT_SHARE)])
    rows_of = Counter(problems)
    totals = accumulate(rows_of[name] for name in drawn)
    num_wanted = sum(total < num_eval for total in totals) + 1
    return set(drawn[:num_wanted])


def _about_other_problems(problems: Problems, places: Sequence[int], taken: Set[str]) -> Sequence[int]:
    return [place for place in places if problems[place] not in taken]


def _first(places: Sequence[int], wanted: int | None, setting: str) -> Sequence[int]:
    if wanted is not None and wanted > len(places):
        there = count_rows(len(places), "is", "are")
        raise DataError(f"{setting}={wanted}, but only {there} there for it; ask for fewer.")
    return places[:wanted]
