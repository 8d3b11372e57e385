"""A few conversations, rendered for the bigram learner; they never change, for golden curves rest on them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.backends.bigram import BigramSampler, CharacterTokenizer, initial_table
from tutortrain.backends.base import Backend, Tokenizer, Trainer
from tutortrain.data.example import Example
from tutortrain.data.render import Rendering, render_all
from tutortrain.methods.base import Inputs, Method, Workspace
from tutortrain.methods.loop import Learning
from tutortrain.runs.directory import RunDirectory
from tutortrain.types import Datum, Message

TURNS = (
    ("tom has 3 apples and finds 5 more.", "start from 3. what do you do with the 5 he finds?"),
    ("a box holds 6 pens. how many do 4 boxes hold?", "how many groups of 6 are there?"),
    ("ann had 12 stamps and gave 7 away.", "did she get more, or less?"),
    ("share 20 nuts among 5 friends.", "what is 20 split into 5 equal parts?"),
    ("a rope of 30 feet is cut in half.", "what does half of 30 mean?"),
    ("a pen costs 2 dollars.", "what do 3 pens cost, if you add 2 each time?"),
    ("9 birds sat on a tree and 4 flew off.", "which number do you start from?"),
)


ANSWERS = ("8", "24", "5", "4", "15", "6", "5")


def examples() -> tuple[Example, ...]:
    return tuple(
        Example(
            id=str(number),
            problem_id=str(number),
            place=f"rows:{number}",
            problem=prompt,
            answer=answer,
            messages=(Message(role="user", content=prompt), Message(role="assistant", content=response)),
        )
        for number, ((prompt, response), answer) in enumerate(zip(TURNS, ANSWERS, strict=True))
    )


def rendering(tokenizer: Tokenizer | None = None) -> Rendering:
    return render_all(examples(), tokenizer or CharacterTokenizer(), 256, "error")


def rows(tokenizer: Tokenizer | None = None) -> tuple[Datum, ...]:
    """Seven rows: an epoch of batches of four ends on a short one."""
    return tuple(rendering(tokenizer).data)


@dataclass(frozen=True)
class BigramModel:
    """Fills `FixedModel`: the start of `BigramBackend` by seed; `scale` makes it surer of itself."""

    name: str
    seed: int
    scale: float = 1.0
    tokenizer: Tokenizer = field(default_factory=CharacterTokenizer)
    base_model: str = "bigram"

    @property
    def sampler(self) -> BigramSampler:
        return BigramSampler(initial_table(self.seed) * self.scale)

    def fingerprint(self) -> str:
        return f"{self.seed} {self.scale}"


def teacher(name: str) -> BigramModel:
    """Whatever it is called, it is far from the start."""
    return BigramModel(name, seed=9, scale=20.0)


def inputs(tokenizer: Tokenizer | None = None, batch_size: int = 4) -> Inputs:
    """Of a run whose model is `BigramBackend`'s own start; every other model is `teacher`."""
    tokenizer = tokenizer or CharacterTokenizer()
    return Inputs(
        examples=examples(),
        rendered=lambda: rendering(tokenizer),
        tokenizer=tokenizer,
        max_length=256,
        batch_size=batch_size,
        start=BigramModel("start", seed=0),
        model=teacher,
    )


def learning(method: Method, backend: Backend, trainer: Trainer | None = None) -> Learning:
    """The method on a fresh learner of the backend, or on the one given."""
    return Learning(trainer=trainer or backend.trainer(), method=method)


def workspace(folder: Path, seed: int = 0, check: Callable[[], None] = lambda: None) -> Workspace:
    """Of a run in `folder`/run, beside which it shares what it made."""
    (folder / "run").mkdir(parents=True, exist_ok=True)
    return Workspace(
        seed=seed,
        directory=RunDirectory(folder / "run"),
        shared=folder / "shared",
        progress=lambda stage, done, total: check(),
        check=check,
        note=lambda text: None,
    )
