"""The scores of one model, where there is nothing to set them beside."""

from rich import box
from rich.table import Table
from rich.text import Text

from tutortrain.benchmark.results import BenchmarkResults, SuiteResult
from tutortrain.compare import cells
from tutortrain.compare.contamination import contaminations
from tutortrain.compare.opinions import opinions


def scores_table(results: BenchmarkResults) -> Table:
    """Every score with its interval and the replies that were not as they should be; seen and unseen
    items and controls below it.
    """
    table = Table(
        title=f"{results.model}: {cells.measured(results.named_scores().values())}",
        title_justify="left",
        title_style="bold",
        caption="\n".join([*contaminations(results), *opinions(results)]) or None,
        caption_justify="left",
        caption_style="yellow",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
    )
    table.add_column("score", no_wrap=True)
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("n", justify="right")
    table.add_column("replies", overflow="fold")
    for suite, result in results.suites.items():
        table.add_row(Text(suite, style="bold"), "", "", _counted(result))
        for name, score in result.scores.items():
            table.add_row(f" {name}", cells.score(score), str(score.n))
            parts = result.by_overlap if "seen" in result.by_overlap else {}
            for part, scores in {**parts, **result.controls}.items():
                if name in scores:
                    figures = cells.score(scores[name])
                    table.add_row(Text(f"   {part}", style="dim"), Text(figures, style="dim"))
    return table


def _counted(result: SuiteResult) -> str:
    counts = {
        "failed": result.counts.errors,
        "without an answer": result.counts.unparsed,
        "cut": result.counts.truncated,
        "not judged in time": result.counts.timeouts,
        "not judged": result.counts.unjudged,
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "all as they should be"
