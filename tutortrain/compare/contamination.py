"""What is said of scores on items that a model was trained on."""

from collections.abc import Iterator

from tutortrain.benchmark.results import BenchmarkResults, SuiteResult
from tutortrain.compare import cells


def contaminations(results: BenchmarkResults) -> Iterator[str]:
    """A line for each suite of which more has been seen than may be."""
    for suite, result in results.suites.items():
        if contaminated := contamination(result):
            yield f"{suite} is contaminated: {results.model} {contaminated}"


def contamination(result: SuiteResult) -> str:
    """`was trained on 40 of 400 items (10.0 %)` and what it scores on them; nothing where that is few."""
    if result.overlap is None or not result.overlap.contaminated:
        return ""
    share = f"{100 * result.overlap.share:.1f} %"
    return f"was trained on {result.overlap.num_ngram} of {result.num_items} items ({share}){_scores(result)}"


def _scores(result: SuiteResult) -> str:
    """Every score with and without them, where there are both."""
    seen, unseen = (result.by_overlap.get(part, {}) for part in ("seen", "unseen"))
    found = [
        f"{name} {cells.score(seen[name])} on these, {cells.score(unseen[name])} on the others"
        for name in result.scores
        if name in seen and name in unseen
    ]
    return "".join(f"; {each}" for each in found)
