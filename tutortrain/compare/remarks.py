"""What has to be said below a comparison's figures: alarms, what was not compared, what would be enough."""

from collections import defaultdict
from collections.abc import Iterator

from rich.text import Text

from tutortrain.benchmark.results import BenchmarkResults, suite_and_score
from tutortrain.compare import cells
from tutortrain.compare.contamination import contaminations
from tutortrain.compare.opinions import opinions
from tutortrain.compare.pairs import UNDECIDED
from tutortrain.compare.parts import Part
from tutortrain.compare.runs import short_names
from tutortrain.compare.scores import Comparison, ScoreComparison

_MANY_CUT = 0.05


def alarms(comparison: Comparison, who: str = "") -> Iterator[Text]:
    """A line for each grade and topic in which a score became worse."""
    yield from (Text(f"{_of(who)}{_alarm(part)}", style="bold red") for part in comparison.drops)


def not_compared(comparison: Comparison, who: str = "") -> Iterator[Text]:
    """A line for each suite that was asked otherwise."""
    for suite, reason in comparison.not_comparable.items():
        yield Text(f"{_of(who)}{suite} is not compared: {reason}", style="yellow")


def doubts(results: BenchmarkResults) -> Iterator[Text]:
    """A line for each suite whose scores say less than they seem to: of replies cut, of items trained on."""
    lines = (*_cut_replies(results), *contaminations(results))
    yield from (Text(line, style="yellow") for line in lines)


def judges(*benchmarks: BenchmarkResults) -> Iterator[Text]:
    """A line for each suite that is an opinion, once for all models of which the same is said."""
    lines = (line for results in benchmarks for line in opinions(results))
    yield from (Text(line, style="yellow") for line in dict.fromkeys(lines))


def shortfalls(comparison: Comparison) -> Iterator[Text]:
    """For each score without a detectable difference, what these items can show and what would be enough."""
    for name, score in comparison.scores.items():
        if score.verdict == UNDECIDED:
            yield Text(f"{' '.join(suite_and_score(name))}: {_would_show(score)}", style="dim")


def _cut_replies(results: BenchmarkResults) -> Iterator[str]:
    """A line for the suites that have one limit."""
    (who,) = short_names([results.model])
    cut: dict[float, dict[str, float]] = defaultdict(dict)
    for suite, result in results.suites.items():
        share = result.counts.truncated / (result.num_items * result.decoding.get("num_samples", 1))
        if share > _MANY_CUT:
            cut[result.decoding["max_tokens"]][suite] = share
    for tokens, shares in cut.items():
        figures = ", ".join(f"{100 * share:.0f}" for share in shares.values())
        yield f"{', '.join(shares)}: {figures} % of {who}'s replies were cut at {tokens:.0f} tokens"


def _of(who: str) -> str:
    return f"{who}: " if who else ""


def _alarm(part: Part) -> str:
    what = " ".join(suite_and_score(part.score))
    figures = f"{cells.difference(part)}, {part.num_paired} items, p = {cells.p_value(part.p_adjusted)}"
    return f"worse in {part.by} {part.label}: {what} {figures}"


def _would_show(score: ScoreComparison) -> str:
    can = f"{score.num_paired} items detect {cells.size(score.detectable, score.unit)} (at 80 % power)"
    if score.needed is None:
        return can
    seen = cells.size(abs(score.difference), score.unit)
    return f"{can}; {score.needed:,} more problems would detect {seen}"
