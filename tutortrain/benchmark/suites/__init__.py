"""The suites; a new one is a file, its type in `config.benchmark`, and a line in `SUITES`."""

from collections.abc import Callable
from typing import Any, Final

from tutortrain.benchmark.suites.base import Suite
from tutortrain.benchmark.suites.hint import Hint
from tutortrain.benchmark.suites.judge import judged_hints
from tutortrain.benchmark.suites.mistake import Mistake
from tutortrain.benchmark.suites.pass_at_k import PassAtK
from tutortrain.benchmark.suites.retention import Retention
from tutortrain.benchmark.suites.socratic import Socratic
from tutortrain.benchmark.suites.solve import Solve
from tutortrain.config.benchmark import SuiteConfig

SUITES: Final[dict[str, Callable[[Any], Suite]]] = {
    "solve": Solve,
    "pass_at_k": PassAtK,
    "hint": Hint,
    "mistake": Mistake,
    "socratic": Socratic,
    "retention": Retention,
    "judge": judged_hints,
}


def build_suite(config: SuiteConfig) -> Suite:
    """The suite that `config.kind` names."""
    return SUITES[config.kind](config)
