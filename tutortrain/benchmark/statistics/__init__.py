"""How sure a score is, and whether two of them differ. Pure functions of numbers.

Closed forms and exact sums wherever outcomes are yes or no; what is measured in other units is resampled,
and only then is numpy imported. `estimate` says how sure a score is, `paired` whether two differ, `holm`
which of many do, `cohens_kappa` how far two who label
the same agree; `detectable` and `needed` what so many items can show.
"""

from tutortrain.benchmark.statistics.estimates import Estimate, estimate
from tutortrain.benchmark.statistics.families import holm
from tutortrain.benchmark.statistics.intervals import CONFIDENCE, SIGNIFICANCE, Interval, wilson
from tutortrain.benchmark.statistics.kappa import agreement, cohens_kappa
from tutortrain.benchmark.statistics.paired import PairedTest, paired
from tutortrain.benchmark.statistics.pairs import Pairs, count_pairs, mcnemar, paired_difference
from tutortrain.benchmark.statistics.planning import items_needed, smallest_detectable
from tutortrain.benchmark.statistics.power import detectable, mcnemar_power, needed

__all__ = [
    "CONFIDENCE",
    "SIGNIFICANCE",
    "Estimate",
    "Interval",
    "PairedTest",
    "Pairs",
    "agreement",
    "cohens_kappa",
    "count_pairs",
    "detectable",
    "estimate",
    "holm",
    "items_needed",
    "mcnemar",
    "mcnemar_power",
    "needed",
    "paired",
    "paired_difference",
    "smallest_detectable",
    "wilson",
]
