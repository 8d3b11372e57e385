"""Answers as they are written, whatever number they are."""

import pytest

from tutortrain.data.sources.answers import clean


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("8.0", "8"),
        ("26.30", "26.3"),
        ("0.000", "0"),
        ("-1e3", "-1000"),
        (" twelve ", "twelve"),
        ("NaN", "NaN"),
        ("1234567890123456789012345678901234567891", "1234567890123456789012345678901234567891"),
        ("12E999999", "1.2E+1000000"),
        ("1E-999999", "1E-999999"),
    ],
)
def test_numbers_lose_exponent_and_zeros_unless_they_are_longer_than_decimal_counts(answer, expected):
    assert clean(answer) == expected
