"""benchmark_results.json, schema 1: every suite's scores with what they rest on."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, Literal

from tutortrain.errors import RunError
from tutortrain.runs.atomic import write_atomically
from tutortrain.runs.typed_json import OtherSchema, WrongShape, parse

SCHEMA: Final = 1
IN_PROCESS: Final = "in process"
Unit = Literal["share", "nats"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The mean over `n` items with its 95 % interval: a share between 0 and 1, or a loss in nats a token.

    interval: how low and high were found. num_clusters: problems, where several items share one.
    """

    value: float
    low: float
    high: float
    n: int
    higher_is_better: bool
    unit: Unit = "share"
    interval: str = "Wilson"
    num_clusters: int | None = None


Scores = Mapping[str, Score]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Requests that failed (never scored), replies without an answer, replies cut at max_tokens, and replies
    whose judging was given up. unjudged: replies of which a judge that was asked said nothing (never scored).
    """

    errors: int
    unparsed: int
    truncated: int
    timeouts: int = 0
    unjudged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Read and sampled while the suite was asked."""

    prompt: int
    sampled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where a model was asked: `in process`, or a server's address; and what it is called there."""

    through: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What a judge said of replies that people have labelled.

    share: of the labels that could be read, those that agree; kappa: Cohen's, at most 1, and 0 by chance.
    commonest: the share that one and the same label for every reply would agree with.
    failed, unparsed: of `num_labelled`, judgements that never came, or named no label.
    """

    labelled_sha256: str
    num_labelled: int
    failed: int
    unparsed: int
    commonest: float
    share: Score | None
    kappa: Score | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """Whose opinion a suite's scores are, by which rubric, and how far it can be believed."""

    judge: Asked
    rubric_sha256: str
    agreement: Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Items of a suite that a run was trained on, as `data.overlap` tells: word for word, or nearly so.

    share: of all items, those of `num_ngram`, to which the others belong. contaminated: more than may be.
    """

    num_exact: int
    num_ngram: int
    share: float
    contaminated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteResult:
    """One suite. `controls` holds the scores of constant and gold replies on the same items, by control.

    overlap: None where it is not known what the model was trained on.
    by_overlap: the scores of its `seen` and its `unseen` items, where there are any.
    items_from: the file of the items as it was named, `embedded/heldout` for the generated problems.
    seconds: of the session that finished it.
    opinion: None where scores are measured by rules.
    """

    num_items: int
    items_from: str | None = None
    items_sha256: str
    prompt_sha256: str
    decoding: Mapping[str, int | float]
    counts: Counts
    scores: Scores
    by_grade: Mapping[str, Scores]
    by_topic: Mapping[str, Scores]
    controls: Mapping[str, Scores]
    seconds: float
    tokens: Tokens
    asked: Asked | None = None
    overlap: Overlap | None = None
    by_overlap: Mapping[str, Scores] = field(default_factory=dict)
    opinion: Opinion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkResults:
    """What a model, `model` by name, was found to do."""

    schema: Literal[1] = SCHEMA
    model: str
    suites: Mapping[str, SuiteResult]

    def values(self) -> dict[str, float]:
        """Every score by its full name, such as `benchmark/solve/accuracy`."""
        return {name: score.value for name, score in self.named_scores().items()}

    def named_scores(self) -> dict[str, Score]:
        """Every score with its interval, by its full name."""
        return {
            score_name(suite, name): score
            for suite, result in self.suites.items()
            for name, score in result.scores.items()
        }


def score_name(suite: str, score: str) -> str:
    """The name of a score in metrics and tables."""
    return f"benchmark/{suite}/{score}"


def suite_and_score(name: str) -> tuple[str, str]:
    """`solve` and `accuracy` of `benchmark/solve/accuracy`."""
    _, suite, score = name.split("/", 2)
    return suite, score


def write_results(path: Path, results: BenchmarkResults) -> None:
    """Replaces the file by rename."""
    write_atomically(path, json.dumps(asdict(results), indent=2, ensure_ascii=False) + "\n")


def read_results(path: Path) -> BenchmarkResults:
    """Raises RunError for a file that is missing, is no JSON, lacks a key, or has another schema."""
    try:
        return parse(BenchmarkResults, path.read_bytes())
    except FileNotFoundError as error:
        raise RunError(f"{path} does not exist: {path.parent} has not been benchmarked.") from error
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror}.") from error
    except (WrongShape, OtherSchema) as error:
        raise RunError(f"{path} is damaged: {error}. Delete it and benchmark again.") from error
