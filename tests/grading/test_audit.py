"""Replies made from gold answers: all 5,000 judged rightly, and a check that errs is found out."""

import re
from collections.abc import Sequence

import pytest

from tutortrain.errors import DataError
from tutortrain.grading.audit import Audit, FormCount, audit, require_trustworthy
from tutortrain.grading.audit.cases import Case, cases
from tutortrain.grading.audit.forms import FORMS
from tutortrain.grading.audit.gold import draw_answers, read_gold
from tutortrain.grading.audit.near_misses import NEAR_MISSES
from tutortrain.grading.check import Check, check
from tutortrain.grading.symbolic import SymbolicChecker


class LastDigits:
    """A checker as people write it first: the last run of digits, compared as text."""

    def check_all(self, pairs: Sequence[tuple[str, str]]) -> list[Check]:
        return [
            Check("correct" if self._last(reply) == answer else "incorrect", None) for reply, answer in pairs
        ]

    def _last(self, reply: str) -> str:
        return (re.findall(r"\d+", reply) or [""])[-1]


@pytest.fixture(scope="module")
def made() -> list[Case]:
    return list(cases(draw_answers(60, seed=1)))


def test_five_thousand_replies_are_all_judged_rightly(made):
    wrong = [case for case in made if (check(case.reply, case.answer).verdict == "correct") != case.is_right]
    assert len(made) >= 5000
    assert wrong == []


def test_every_form_and_near_miss_is_among_them(made):
    assert {case.form for case in made if case.is_right} == FORMS.keys()
    assert {case.form for case in made if not case.is_right} - {
        "another problem's answer"
    } == NEAR_MISSES.keys()
    assert len(FORMS) >= 30


@pytest.mark.parametrize(
    ("form", "answer", "reply"),
    [
        ("thousands in LaTeX", "70,000", r"\boxed{70{,}000}"),
        ("dollars and cents", "1234.5", "The answer is $1,234.50."),
        ("scientific, LaTeX", "-1500", r"\boxed{-1.5 \times 10^{3}}"),
        ("words", "123456", "The answer is one hundred twenty-three thousand four hundred fifty-six."),
        ("fraction, not reduced", "0.75", r"\boxed{\frac{6}{8}}"),
        ("decimal without the zero", "3/4", "The answer is .75."),
        ("mixed number in LaTeX", "17/8", r"\boxed{2\frac{1}{8}}"),
        ("percent", "0.075", "The answer is 7.5%."),
        ("negative, Unicode minus", "-5", "The answer is −5."),
        ("trailing .00", "18", r"\boxed{18.00}"),
        ("boxed", "x+1", r"\boxed{x+1}"),
    ],
)
def test_a_form_is_written_as_its_name_says(form, answer, reply):
    assert FORMS[form](read_gold(answer)) == reply


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ("thousands", "999"),
        ("percent", "12"),
        ("words", "0.5"),
        ("mixed number", "3/4"),
        ("decimal", "1/3"),
        ("dollars", "-5"),
        ("bold in LaTeX", r"\frac{\sqrt{3}}{2}"),
        ("words", "Tuesday"),
    ],
)
def test_a_form_that_does_not_fit_the_answer_is_left_out(form, answer):
    assert FORMS[form](read_gold(answer)) is None


@pytest.mark.parametrize(
    ("form", "answer", "reply"),
    [
        ("last digits swapped", "1234", "The answer is 1243."),
        ("first digit dropped", "105", "The answer is 5."),
        ("numerator and denominator swapped", "3/4", "The answer is 4/3."),
        ("the wrong sign, boxed", "8", r"\boxed{-8}"),
        ("a range from it", "3", "The answer is 3 to 987654."),
        ("an intermediate step", "5", "#### 5 + 3 = 8"),
        ("last digits swapped", "55", None),
        ("the wrong sign", "0", None),
        ("a root", "1", None),
    ],
)
def test_a_near_miss_is_wrong_or_left_out(form, answer, reply):
    assert NEAR_MISSES[form](read_gold(answer)) == reply


def test_answers_of_every_kind_pass_the_audit():
    answers = [*draw_answers(20, seed=2), "x^2+1", r"\frac{\sqrt{3}}{2}", "Tuesday", "40%", "(3, 4)"]
    with SymbolicChecker() as checker:
        found = audit(answers, checker)
    assert found.worst_forms == ()
    assert (found.false_negative_rate, found.false_positive_rate) == (0, 0)
    require_trustworthy(found, max_error=0)


def test_a_check_that_errs_is_refused_with_its_worst_forms():
    found = audit(["8", "1234"], LastDigits())
    by_name = {form.form: form for form in found.forms}
    assert (by_name["thousands"].num, by_name["thousands"].num_wrong) == (1, 1)
    assert (by_name["hashes"].num, by_name["hashes"].num_wrong) == (2, 0)
    assert by_name["a range without a label"].num_wrong == 2
    with pytest.raises(DataError) as refusal:
        require_trustworthy(found, max_error=0.05)
    message = str(refusal.value)
    assert f"it refuses {found.false_negative_rate:.2%} of right answers" in message
    assert "trailing .0: 2 of 2 refused, such as 'The answer is 8.0.' for '8'" in message


def test_an_audit_says_what_its_mistakes_cost():
    right = FormCount(form="a", is_right=True, num=100, num_wrong=10, example=None)
    missed = FormCount(form="b", is_right=False, num=50, num_wrong=2, example=None)
    found = Audit((right, missed))
    assert (found.false_negative_rate, found.false_positive_rate) == (0.1, 0.04)
    assert found.bias(0.5) == pytest.approx(-0.03)
    assert found.bias(0.0) == pytest.approx(0.04)
    assert found.worst_bias == pytest.approx(0.1)


def test_an_audit_without_answers_is_refused():
    with pytest.raises(DataError, match="no row has one"):
        audit(["", " "], LastDigits())
