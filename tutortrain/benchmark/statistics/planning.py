"""What a comparison that was made could have shown, and how many items would show what it saw."""

from math import ceil, sqrt
from statistics import NormalDist

from tutortrain.benchmark.statistics.intervals import SIGNIFICANCE, normal_quantile
from tutortrain.benchmark.statistics.paired import PairedTest
from tutortrain.benchmark.statistics.power import POWER, detectable, needed


def smallest_detectable(test: PairedTest, significance: float = SIGNIFICANCE) -> float:
    """The difference, as a positive number, that as many items would have shown four times in five.

    significance: below 0.05 where the test is one of a family.
    """
    if test.is_binary:
        return detectable(int(test.num_paired / test.design_effect), test.changed, POWER, significance)
    return _errors_asked(significance) * _standard_error(test)


def items_needed(test: PairedTest, significance: float = SIGNIFICANCE) -> int | None:
    """How many items of the same kind would show the difference that was seen four times in five; None if
    none was seen, or one too small for ten million.
    """
    if test.difference == 0:
        return None
    if test.is_binary:
        num = needed(test.difference, test.changed, POWER, significance)
        return None if num is None else ceil(num * test.design_effect)
    errors = _errors_asked(significance) * _standard_error(test) / test.difference
    return ceil(test.num_paired * errors**2)


def _errors_asked(significance: float) -> float:
    return normal_quantile(1 - significance) + NormalDist().inv_cdf(POWER)


def _standard_error(test: PairedTest) -> float:
    variance = max(0.0, test.changed - test.difference**2)
    return sqrt(variance * test.design_effect / test.num_paired)
