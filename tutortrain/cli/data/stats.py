"""`tutortrain data stats FILE`: how many rows there are, how long they are, and what they are about."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from tutortrain.cli.data.asked import Asked, File, Model, open_console, understand

if TYPE_CHECKING:
    from rich.console import Console

    from tutortrain.config.model import ModelConfig
    from tutortrain.data.measuring import Measures

QUANTILES: Final = {"least": 0.0, "10 %": 0.1, "median": 0.5, "90 %": 0.9, "99 %": 0.99, "most": 1.0}
MAX_TAGS: Final = 15
"""Readable tags that are shown, the most frequent ones."""
BARS: Final = 40
_CODE: Final = re.compile(r"(?:(?:K|[1-8])\.)?([A-Z]{1,3})(?:\.[A-Z](?:\.\d+.*)?)?")


def stats(words: File, model: Model = "tiny") -> None:
    """Measure a file: rows, tokens and their quantiles, repetitions, and grades by topics as a heat map."""
    from tutortrain.errors import DataError

    asked = understand(words, model)
    path, console = asked.only_path(), open_console()
    measures = _measured(asked)
    if not measures.num_rows:
        raise DataError(f"{path} has no row that can be used; `tutortrain data check {path}` says why.")
    console.print(f"[bold cyan]{path}[/]", highlight=False)
    console.print(_facts(measures, asked.config.model), markup=False)
    console.print(_lengths(measures), markup=False)
    _print_topics(measures, console)


def _measured(asked: Asked) -> "Measures":
    from tutortrain.backends.tokenizer import open_tokenizer
    from tutortrain.data.fields import BadRow
    from tutortrain.data.format import content
    from tutortrain.data.forms import converted
    from tutortrain.data.measuring import Measures

    tokenizer = open_tokenizer(asked.config.model.base_model)
    measures, convert, path = Measures(), asked.convert(), asked.only_path()
    for _, value in asked.rows(path, f"measuring {path.name}"):
        try:
            said = content(converted(value, convert))
        except BadRow:
            measures.num_bad += 1
        else:
            measures.add(said, tokenizer.render(said.messages), topics(said.topic_tags))
    return measures


def topics(tags: Sequence[str]) -> Sequence[str]:
    """The domains of codes such as 4.NF.A.1 and NF, each once, and readable tags as they are."""
    from tutortrain.curriculum.taxonomy import DOMAINS

    codes = ((tag, _CODE.fullmatch(tag)) for tag in tags)
    return tuple(dict.fromkeys(code[1] if code and code[1] in DOMAINS else tag for tag, code in codes))


def _facts(measures: "Measures", model: "ModelConfig") -> str:
    from tutortrain.query.table import aligned

    num_long = sum(num > model.max_length for num in measures.num_tokens)
    told = {
        "rows": (measures.num_rows, ""),
        "cannot be used": (measures.num_bad, "`tutortrain data check` says why"),
        "problems": (measures.num_problems, ""),
        "repeat an earlier row": (measures.num_repeated, _share(measures.num_repeated, measures)),
        "with an answer": (measures.num_answered, _share(measures.num_answered, measures)),
        "with worked steps": (measures.num_solved, _share(measures.num_solved, measures)),
        f"over {model.max_length} tokens": (
            num_long,
            f"{_share(num_long, measures)}, model.max_length of {model.name}",
        ),
    }
    lines = [
        (name, f"{num:,}", note) for name, (num, note) in told.items() if num or name != "cannot be used"
    ]
    return aligned(lines, [True, False, True])


def _share(num: int, measures: "Measures") -> str:
    return f"{100 * num / measures.num_rows:.1f} %"


def _lengths(measures: "Measures") -> str:
    import numpy as np

    from tutortrain.display.figures import sparkline
    from tutortrain.query.table import layout

    named = {"tokens": measures.num_tokens, "learned": measures.num_learned, "turns": measures.num_turns}
    rows = []
    for name, numbers in named.items():
        values = np.quantile(numbers, list(QUANTILES.values()), method="lower")
        rows.append(
            [name, f"{sum(numbers):,}", f"{np.mean(numbers):,.1f}", *(f"{value:,}" for value in values)]
        )
    counts, edges = np.histogram(measures.num_tokens, bins=BARS)
    course = f"tokens of a row  {edges[0]:.0f} {sparkline(counts.tolist(), BARS)} {edges[-1]:.0f}"
    return f"\n{layout(['', 'total', 'mean', *QUANTILES], rows, right_from=1)}\n\n{course}\n"


def _print_topics(measures: "Measures", console: "Console") -> None:
    from tutortrain.cli.data.heat import HeatMap
    from tutortrain.curriculum.taxonomy import DOMAINS, GRADES
    from tutortrain.data.measuring import UNKNOWN

    counts = measures.num_rows_of
    grades = {grade for _, grade in counts}
    columns = {name: name for name in (*GRADES, *sorted(grades - {*GRADES, UNKNOWN})) if name in grades}
    columns |= {UNKNOWN: "none"} if UNKNOWN in grades else {}
    by_topic: Counter[str] = Counter()
    for (topic, _), num in counts.items():
        by_topic[topic] += num
    rows = {code: f"{code} {DOMAINS[code]}" for code in DOMAINS if by_topic.pop(code, 0)}
    num_none = by_topic.pop(UNKNOWN, 0)
    rows |= {tag: tag for tag, _ in by_topic.most_common(MAX_TAGS)}
    rows |= {UNKNOWN: "no topic"} if num_none else {}
    coloured = console.is_terminal and not console.no_color
    heat = HeatMap(counts=counts, rows=rows, columns=columns, width=console.width, is_coloured=coloured)
    for line in heat.lines():
        console.print(line)
    if len(by_topic) > MAX_TAGS:
        console.print(f"... and {len(by_topic) - MAX_TAGS} other topics")
