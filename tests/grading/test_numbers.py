"""Numbers in every written form that an answer comes in."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutortrain.grading.latex import plain
from tutortrain.grading.numbers import Number, all_mentions, mentions, parse_number

FORMS = {
    "1234": 1234,
    "1,234": 1234,
    "1,234,567.5": Fraction("1234567.5"),
    "$70,000": 70_000,
    "$1,200.00": 1200,
    "5€": 5,
    "USD 12": 12,
    "0.5": Fraction(1, 2),
    ".5": Fraction(1, 2),
    "3.0": 3,
    "18.": 18,
    "**18**": 18,
    "8 apples": 8,
    "$18 per day": 18,
    "5 square feet": 5,
    "5 cm²": 5,
    "5 m^2": 5,
    "5km": 5,
    "1/2": Fraction(1, 2),
    "2 1/2": Fraction(5, 2),
    "2 and 1/2": Fraction(5, 2),
    "½": Fraction(1, 2),
    "2½": Fraction(5, 2),
    r"\frac{3}{4}": Fraction(3, 4),
    r"2\frac{1}{2}": Fraction(5, 2),
    r"\dfrac34": Fraction(3, 4),
    r"1{,}200": 1200,
    r"\$5": 5,
    r"5\text{ km}": 5,
    "-5": -5,
    "−5": -5,
    "-$5": -5,
    "$-5": -5,
    "(5)": 5,
    "x = 5": 5,
    "3 + 5 = 8": 8,
    "1.2e3": 1200,
    "1.2 × 10^3": 1200,
    r"1.2 \times 10^{3}": 1200,
    "2e-2": Fraction(1, 50),
    "3 million": 3_000_000,
    "eight": 8,
    "Twenty-one apples": 21,
    "one hundred and five": 105,
    "two thousand three hundred": 2300,
    "a hundred": 100,
    "three quarters": Fraction(3, 4),
    "two thirds": Fraction(2, 3),
    "half": Fraction(1, 2),
    "two and a half": Fraction(5, 2),
    "a dozen": 12,
}
NO_NUMBERS = [
    "Tuesday", "2x", r"3\pi", "5, 6", "12 - 5", "x - 5", "3:30", "9^{9^{9}}", "1/0", "1e999999999", "9" * 100, "", "1,2345",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), FORMS.items())
def test_a_number_is_read_exactly(text: str, value: Fraction) -> None:
    assert parse_number(text) == Number(Fraction(value))


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_not_taken_for_one(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("50%", "50", True),
        ("50%", "0.5", True),
        ("50 percent", "1/2", True),
        ("50%", "5000%", False),
        ("0.5", "50", False),
        ("0.33", "1/3", False),
    ],
)
def test_a_percentage_stands_for_its_figure_or_its_share(one: str, other: str, equal: bool) -> None:
    first, second = parse_number(one), parse_number(other)
    assert first is not None
    assert second is not None
    assert first.equals(second) is equal
    assert second.equals(first) is equal


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("16-3-4=9", [16, 3, 4, 9]),
        ("16 -3", [16, 3]),
        ("it is -5 now", [-5]),
        ("x - 5", [5]),
        ("- 5 apples", [5]),
        ("(-5) and 5 - $3", [-5, 5, 3]),
        ("= - 5", [-5]),
        ("3-5 years", [3, 5]),
        ("3x5=15", [3, 5, 15]),
        ("A4 paper, page-5", [5]),
        ("3.5.", [Fraction(7, 2)]),
        ("two, three hundred and four", [2, 304]),
        ("8 apples, 1,200 pears", [8, 1200]),
    ],
)
def test_all_numbers_of_a_sentence_are_found_with_their_signs(text: str, values: list[Fraction]) -> None:
    assert [mention.number.value for mention in all_mentions(plain(text))] == values


@given(st.fractions(min_value=-10_000, max_value=10_000, max_denominator=999))
def test_a_fraction_is_read_back_from_any_spelling(value: Fraction) -> None:
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), 1)
    mixed = f"{sign}{whole} {rest.numerator}/{rest.denominator}"
    over = f"{sign}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    assert parse_number(f"{sign}{abs(value.numerator)}/{value.denominator}") == Number(value)
    assert parse_number(over) == Number(value)
    if not sign:
        assert parse_number(mixed) == Number(value)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_decimal_is_read_back_with_and_without_separators(value: object) -> None:
    assert parse_number(f"{value:,f}") == parse_number(f"{value:f}") == Number(Fraction(str(value)))


@given(st.text(max_size=300))
def test_any_text_can_be_searched_for_numbers(text: str) -> None:
    found = list(mentions(plain(text)))
    assert all(mention.start < mention.stop for mention in found)
    parse_number(text)
