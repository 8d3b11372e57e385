"""What is said wherever a judge's opinions are shown: whose they are, and how far they can be believed."""

from collections.abc import Iterator

from tutortrain.benchmark.results import Agreement, BenchmarkResults, Opinion
from tutortrain.compare import cells


def opinions(results: BenchmarkResults) -> Iterator[str]:
    """A line for each suite that a model has judged."""
    for suite, result in results.suites.items():
        if result.opinion is not None:
            yield f"{suite} is {believed(result.opinion)}"


def believed(opinion: Opinion) -> str:
    """`the opinion of qwen3, which agrees with ...`: with kappa, and with what one label for all would do."""
    found = opinion.agreement
    return f"the opinion of {opinion.judge.model}, which {_agrees(found)}{_silent(found)}"


def _agrees(found: Agreement) -> str:
    if found.share is None or found.kappa is None:
        return f"said nothing of {found.num_labelled} labelled replies that could be read"
    kappa = f"kappa {found.kappa.value:.2f} [{found.kappa.low:.2f}, {found.kappa.high:.2f}]"
    return (
        f"agrees with the labels of {found.share.n} replies in {cells.score(found.share)} %, {kappa}; "
        f"one label for all would in {100 * found.commonest:.1f} %"
    )


def _silent(found: Agreement) -> str:
    if found.share is None or not found.unparsed + found.failed:
        return ""
    return f"; of {found.num_labelled - found.share.n} more it said nothing that could be read"
