"""Counts the check's mistakes on cases made from gold answers, and says what they cost.

The rates are shares of the cases, every form counting as often as it applies: a measure of the check, not of
how often models write like that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tutortrain.errors import DataError
from tutortrain.grading.audit.cases import Case, cases
from tutortrain.grading.check import Check, Checker

NUM_SHOWN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCount:
    """One form: how many cases were judged, how many wrongly, and the first of those."""

    form: str
    is_right: bool
    num: int
    num_wrong: int
    example: Case | None


@dataclass(frozen=True, slots=True)
class Audit:
    """Every form's count, right answers first."""

    forms: tuple[FormCount, ...]

    @property
    def num_right(self) -> int:
        """Cases that had to be accepted."""
        return sum(form.num for form in self.forms if form.is_right)

    @property
    def num_near_misses(self) -> int:
        """Cases that had to be refused."""
        return sum(form.num for form in self.forms if not form.is_right)

    @property
    def num_false_negatives(self) -> int:
        """Right answers that were not accepted."""
        return sum(form.num_wrong for form in self.forms if form.is_right)

    @property
    def num_false_positives(self) -> int:
        """Near misses that were accepted."""
        return sum(form.num_wrong for form in self.forms if not form.is_right)

    @property
    def false_negative_rate(self) -> float:
        return self.num_false_negatives / max(1, self.num_right)

    @property
    def false_positive_rate(self) -> float:
        return self.num_false_positives / max(1, self.num_near_misses)

    @property
    def worst_forms(self) -> tuple[FormCount, ...]:
        """Those with mistakes, the largest share of them first."""
        wrong = [form for form in self.forms if form.num_wrong]
        return tuple(sorted(wrong, key=lambda form: form.num_wrong / form.num, reverse=True))

    def bias(self, accuracy: float) -> float:
        """Measured minus true accuracy of a model that is right in this share of problems."""
        return (1 - accuracy) * self.false_positive_rate - accuracy * self.false_negative_rate

    @property
    def worst_bias(self) -> float:
        """The largest `bias` of any model, without its sign: that of one that is never or always right."""
        return max(abs(self.bias(0.0)), abs(self.bias(1.0)))


def audit(answers: Sequence[str], checker: Checker) -> Audit:
    """Judges every case made from the answers. Raises DataError where there is no answer."""
    made = list(cases([answer for answer in answers if answer.strip()]))
    if not made:
        raise DataError(
            "An audit of the rewards needs answers, and no row has one: add `answer` to the data."
        )
    checks = checker.check_all([(case.reply, case.answer) for case in made])
    return Audit(tuple(_counted(zip(made, checks, strict=True))))


def require_trustworthy(found: Audit, max_error: float) -> None:
    """Raises DataError where either rate is above `max_error`, with an example of each of the worst forms."""
    if max(found.false_negative_rate, found.false_positive_rate) <= max_error:
        return
    raise DataError(
        f"The check of final answers errs on this data: it refuses {found.false_negative_rate:.2%} of right "
        f"answers and accepts {found.false_positive_rate:.2%} of wrong ones, and at most {max_error:.2%} is "
        "allowed. Correct the answers, leave those rows out, or allow more. Worst:\n"
        + "\n".join(f"  {_described(form)}" for form in found.worst_forms[:NUM_SHOWN])
    )


def _counted(judged: Iterable[tuple[Case, Check]]) -> list[FormCount]:
    groups: dict[tuple[str, bool], list[tuple[Case, Check]]] = {}
    for case, check in judged:
        groups.setdefault((case.form, case.is_right), []).append((case, check))
    counts = [_count(form, is_right, group) for (form, is_right), group in groups.items()]
    return sorted(counts, key=lambda count: not count.is_right)


def _count(form: str, is_right: bool, judged: Sequence[tuple[Case, Check]]) -> FormCount:
    wrong = [case for case, check in judged if (check.verdict == "correct") != is_right]
    return FormCount(
        form=form,
        is_right=is_right,
        num=len(judged),
        num_wrong=len(wrong),
        example=wrong[0] if wrong else None,
    )


def _described(count: FormCount) -> str:
    assert count.example is not None, f"{count.form} has no mistakes"
    fault = "refused" if count.is_right else "accepted"
    return (
        f"{count.form}: {count.num_wrong} of {count.num} {fault}, such as {count.example.reply!r:.80} "
        f"for {count.example.answer!r:.40}"
    )
