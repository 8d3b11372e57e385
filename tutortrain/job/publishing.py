"""The end of training where a service serves the weights: they are kept, and made recognisable."""

from collections.abc import Sequence
from typing import Final, TypeVar

from tutortrain.backends.base import Backend, Publisher, Trainer
from tutortrain.backends.greedy import NUM_TOKENS, Fingerprint, take, write
from tutortrain.data.sources.embedded import held_out_problems
from tutortrain.job.log import log
from tutortrain.job.prepare import Job
from tutortrain.runs.directory import RunDirectory
from tutortrain.types import Message

T = TypeVar("T")
NAME: Final = "final"
NUM_QUESTIONS: Final = 8
NUM_CANDIDATES: Final = 64
"""Those that are looked at, for a question may leave no room for a reply."""


def publish(job: Job, directory: RunDirectory, backend: Backend, trainer: Trainer) -> None:
    """Writes fingerprint.json, once a run; nothing happens where nobody serves the weights."""
    if directory.fingerprint.exists() or not isinstance(trainer, Publisher):
        return
    published = trainer.publish(NAME)
    if published is None:
        return
    questions = take(
        trained=backend.sampler(published.checkpoint),
        base=backend.sampler(),
        tokenizer=job.tokenizer,
        conversations=_conversations(job),
    )
    model = published.checkpoint.path
    write(directory.fingerprint, Fingerprint(url=published.url, model=model, questions=questions))
    log.info("served at %s as %s", published.url, model)


def _conversations(job: Job) -> list[tuple[Message, ...]]:
    """What held-out rows ask, evenly over all of them; the embedded problems where none is held out."""
    rows = job.dataset.held_out or held_out_problems()
    asked = [row.messages if row.response is None else row.messages[:-1] for row in rows]
    room = job.config.model.max_length - NUM_TOKENS
    candidates = _spread(asked, NUM_CANDIDATES)
    fitting = [each for each in candidates if len(job.tokenizer.prompt(each)) <= room]
    return _spread(fitting or candidates, NUM_QUESTIONS)


def _spread(items: Sequence[T], num: int) -> list[T]:
    """At most `num`, evenly over all of them."""
    return list(items[:: max(1, len(items) // num)][:num])
