"""Several tests at once: with enough of them, one will call chance a difference.

Source: Holm, Scandinavian Journal of Statistics 6 (1979) 65-70.
"""

from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """The p-values in the order given, raised so that one below 5 % is false in at most 5 % of families."""
    adjusted = [1.0] * len(p_values)
    largest = 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        largest = max(largest, (len(p_values) - rank) * p_values[index])
        adjusted[index] = min(1.0, largest)
    return tuple(adjusted)
