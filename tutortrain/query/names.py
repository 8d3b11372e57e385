"""What runs can be asked for: fields of run.json, settings, scores, and the metrics they logged.

A name is written with dots, even where a metric has slashes, and any unique suffix of it will do. Fields,
settings and scores come before logged metrics, and these before their best values: `lr` is training.lr,
although every step logs a train.lr.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from tutortrain.compare.settings import MISSING
from tutortrain.errors import QueryError
from tutortrain.runs.catalogue import Entry
from tutortrain.runs.metrics import BENCHMARK


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A full name. of: a run's value, `MISSING` where it has none. metric: the key of a metric or score."""

    text: str
    of: Callable[[Entry], Any]
    metric: str | None = None


def field(path: str) -> Name:
    """Something that run.json says of the run itself; null on the way to it is no value."""
    parts = path.split(".")

    def look(entry: Entry) -> Any:
        value: Any = entry.manifest
        for part in parts:
            if value is None:
                return MISSING
            value = getattr(value, part)
        return value

    return Name(text=path, of=look)


def setting(key: str) -> Name:
    """A setting by its dotted path."""
    return Name(text=key, of=lambda run: run.manifest.config.get(key, MISSING) if run.manifest else MISSING)


def metric(key: str) -> Name:
    """The last value of a metric, or a score of the benchmark."""
    return Name(
        text=_dotted(key),
        of=lambda run: run.manifest.metrics.final.get(key, MISSING) if run.manifest else MISSING,
        metric=key,
    )


def best(key: str) -> Name:
    """The best value that a metric ever had, as `best.eval.loss`."""

    def look(entry: Entry) -> Any:
        found = entry.manifest.metrics.best.get(key) if entry.manifest else None
        return MISSING if found is None else found.value

    return Name(text=f"best.{_dotted(key)}", of=look, metric=key)


PATH: Final = Name(text="path", of=lambda run: str(run.path))
STATUS: Final = Name(text="status", of=lambda run: run.manifest.status if run.manifest else "damaged")
FIELDS: Final = (
    PATH,
    STATUS,
    *map(field, ("name", "method", "created", "seconds", "attempts")),
    *map(field, ("tokens.trained", "tokens.processed", "tokens.sampled")),
    *map(field, ("cost.actual", "cost.estimate", "cost.currency")),
    *map(field, ("git.sha", "git.dirty", "error.type", "error.message", "remote.service", "remote.run_id")),
)
HEADINGS: Final[Mapping[str, str]] = {
    "run": "path",
    "leak": "benchmark.hint.leak_rate",
    "guidance": "benchmark.hint.guidance_rate",
}
"""What the table of runs calls them, for those who type what they read there."""


class Names:
    """Every name that one of these runs has."""

    def __init__(self, runs: Iterable[Entry]) -> None:
        manifests = [run.manifest for run in runs if run.manifest]
        settings = set[str]().union(*(manifest.config for manifest in manifests))
        logged = set[str]().union(*(manifest.metrics.final for manifest in manifests))
        bests = set[str]().union(*(manifest.metrics.best for manifest in manifests))
        scores = {key for key in logged if key.startswith(BENCHMARK)}
        self._tiers = (
            _by_text([*FIELDS, *map(setting, settings), *map(metric, scores)]),
            _by_text(map(metric, logged - scores)),
            _by_text(map(best, bests)),
        )

    def __contains__(self, full: str) -> bool:
        return any(full in tier for tier in self._tiers)

    def find(self, text: str) -> Name:
        """The name that is meant. Raises QueryError for one that no run has, or that may mean several."""
        found = self._search(_dotted(text)) or self._search(HEADINGS.get(text, ""))
        if not found:
            raise QueryError(f"no run here has {text!r}{self._nearest(_dotted(text))}")
        if len(found) > 1:
            meant = ", ".join(sorted(name.text for name in found))
            raise QueryError(f"{text!r} may mean {meant}; write more of the name")
        return found[0]

    def _search(self, text: str) -> list[Name]:
        for tier in self._tiers:
            if text in tier:
                return [tier[text]]
        found = (_ending_with(text, tier) or _of_suite(text, tier) for tier in self._tiers)
        return next(filter(None, found), [])

    def _nearest(self, text: str) -> str:
        from tutortrain.config.keys import OTHER_NAMES  # imports pydantic, which takes as long as the rest

        full = [name for tier in self._tiers for name in tier]
        by_part = {part: name for name in full for part in _parts(name)}
        near = [by_part[part] for part in get_close_matches(text, by_part, n=5)]
        meant = OTHER_NAMES.get(text.rpartition(".")[2])
        nearest = dict.fromkeys([meant, *near] if meant in full else near)
        return f"; nearest: {', '.join(list(nearest)[:3])}" if nearest else ""


def _dotted(key: str) -> str:
    return key.replace("/", ".")


def _by_text(names: Iterable[Name]) -> dict[str, Name]:
    return {name.text: name for name in names}


def _ending_with(text: str, names: Mapping[str, Name]) -> list[Name]:
    return [name for full, name in names.items() if full.endswith(f".{text}")]


def _of_suite(suite: str, names: Mapping[str, Name]) -> list[Name]:
    """A suite's name means its score, if it has only one."""
    prefix = _dotted(BENCHMARK) + suite.removeprefix(_dotted(BENCHMARK)) + "."
    return [name for full, name in names.items() if name.metric and full.startswith(prefix)]


def _parts(name: str) -> list[str]:
    """What may stand for a name: each of its words, and all that it ends with."""
    words = name.split(".")
    return [*words, *(".".join(words[start:]) for start in range(len(words)))]
