"""Numbers, steps and words, as a tagger sees them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutortrain.curriculum.features import read, structure, wording
from tutortrain.curriculum.features.operations import steps_between, steps_of
from tutortrain.curriculum.features.quantities import quantities
from tutortrain.curriculum.placement import place
from tutortrain.curriculum.problem import Problem
from tutortrain.curriculum.taxonomy import load


@pytest.mark.parametrize(
    ("text", "values", "kinds"),
    [
        ("16 eggs and 1,250 more", [16, 1250], ["whole", "whole"]),
        ("$5.50 each", [5.5], ["decimal"]),
        ("2 1/2 cups and 3/4 cup", [2.5, 0.75], ["mixed", "fraction"]),
        ("20% off, or 5 percent", [20, 5], ["percent", "percent"]),
        ("from -3 to 5-2", [-3, 5, 2], ["whole", "whole", "whole"]),
        ("pages 10-20 of file.7", [10, 20, 7], ["whole", "whole", "whole"]),
        (".5 miles and version 1..5.6", [0.5, 1, 5.6], ["decimal", "whole", "decimal"]),
        ("1/0", [1], ["fraction"]),
    ],
)
def test_numbers_have_values_and_kinds(text, values, kinds):
    found = quantities(text)
    assert [number.value for number in found] == values
    assert [number.kind for number in found] == kinds


def test_steps_are_read_off_a_worked_solution_in_order():
    steps = steps_of("She sells 16 - 3 - 4 = <<16-3-4=9>>9 eggs.\nShe makes 9 * 2 = $<<9*2=18>>18.")
    assert [(step.sign, step.left, step.right) for step in steps] == [("-", 16, 3), ("-", 3, 4), ("*", 9, 2)]


def test_an_equation_begins_anew_after_a_number_that_no_sign_follows():
    steps = steps_of("In 2 weeks he saves 3 x 4 = 12 dollars")
    assert [(step.sign, step.left, step.right) for step in steps] == [("*", 3, 4)]


@pytest.mark.parametrize(
    ("numbers", "answer", "signs"),
    [([12, 8], 96, "*"), ([20, 5, 3], 12, "--"), ([3, 4, 5], 35, "+*"), ([7, 9], 1000, "")],
)
def test_without_a_solution_steps_are_looked_for_between_numbers_and_answer(numbers, answer, signs):
    found = "".join(step.sign for step in steps_between(numbers, answer))
    assert found == signs


def test_structure_does_not_depend_on_names_and_things():
    first = read(Problem(text="Tom has 12 apples. He eats 6 of them. How many are left?", answer="6"))
    second = read(Problem(text="Mia has 14 stamps. She ate 6 of them. How many are left?", answer="8"))
    assert set(structure(first)) - {"about:take"} == set(structure(second)) - {"about:take"}
    assert set(wording(first)) != set(wording(second))


@given(
    st.text(alphabet="0123456789.,/%$-+*x×÷=<>() \n_^aAb½٣€", max_size=80),
    st.none() | st.text(alphabet="0123456789./-$ a", max_size=12),
    st.none() | st.text(alphabet="0123456789.+-*/=<> x", max_size=40),
)
def test_any_text_is_read_and_placed(text, answer, solution):
    reading = read(Problem(text=text, answer=answer, solution=solution))
    assert all(isinstance(name, str) for name in [*structure(reading), *wording(reading)])
    assert place(reading) is None or place(reading) in load().entries


def test_ten_megabytes_of_text_are_read_in_no_time():
    began = time.monotonic()
    for text in ("7 " * 5_000_000, "/" * 10_000_000, "1/" * 5_000_000, "(" * 10_000_000):
        read(Problem(text=text, answer=text, solution=text))
    assert time.monotonic() - began < 2
