"""How the hint suite scores replies that need no model: constant, another problem's, the problem, gold.

    python benchmarks/hint_controls.py                                  the embedded held-out problems
    python benchmarks/hint_controls.py data=gsm8k_socratic data.train_file=test_socratic.jsonl

Takes the overrides of a run; every row with an answer is judged. Constant and shuffled replies should guide
in less than 10 %, gold in more than 90 %.
"""

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tutortrain.benchmark.plan import plan_benchmark
from tutortrain.benchmark.scoring import score_controls
from tutortrain.compare import cells
from tutortrain.compose.jobs import compose_job
from tutortrain.data.example import Example
from tutortrain.data.load import load


def rows(overrides: list[str]) -> Sequence[Example]:
    """Held-out problems where the data are the embedded ones, else the whole file."""
    config = compose_job(overrides)
    dataset = load(config.data)
    return dataset.held_out if config.data.kind == "embedded" else [*dataset.train, *dataset.held_out]


def main() -> None:
    config = compose_job(sys.argv[1:])
    examples = rows(sys.argv[1:])
    table = Table("suite", "reply", "score", "% [95 %]", "n")
    for suite in plan_benchmark(config.benchmark, examples, num_items=len(examples)).suites:
        for control, scores in score_controls(suite).items():
            for name, score in scores.items():
                table.add_row(suite.name, control, name, cells.score(score), str(score.n))
    Console().print(table)


if __name__ == "__main__":
    main()
