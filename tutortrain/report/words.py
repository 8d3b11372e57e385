"""What scores and curves are called where a teacher reads them; those without words go by their names."""

from dataclasses import dataclass
from typing import Final

from tutortrain.benchmark.results import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`said` continues "This tutor ..." and holds `{}` for the figure."""

    title: str
    said: str


_KNOWN: Final = {
    "benchmark/solve/accuracy": Words(title="Problems solved", said="solves {} problems"),
    "benchmark/hint/leak_rate": Words(title="Answers given away", said="gives the answer away in {} hints"),
    "benchmark/hint/guidance_rate": Words(title="Hints that help", said="helps with {} hints"),
    "benchmark/mistake/located": Words(title="Wrong steps found", said="finds {} wrong steps"),
    "benchmark/mistake/corrected": Words(title="Mistakes put right", said="puts {} wrong solutions right"),
    "benchmark/socratic/questions_only": Words(title="Only asks", said="does nothing but ask in {} replies"),
    "benchmark/socratic/leak_rate": Words(
        title="Answers given away while asking", said="gives the answer away in {} Socratic replies"
    ),
    "benchmark/socratic/coverage": Words(
        title="Steps asked about", said="asks about {} steps without giving the answer away"
    ),
    "benchmark/judge/good": Words(title="Hints that a judge likes", said="gives a judge {} good hints"),
    "benchmark/judge/leaks": Words(
        title="Hints in which a judge finds the answer",
        said="gives the answer away in {} hints, a judge finds",
    ),
    "benchmark/judge/unhelpful": Words(
        title="Hints that a judge finds useless", said="gives {} hints that a judge finds useless"
    ),
}


CURVES: Final = {
    "eval/loss": "Loss on held-out rows, nats a token",
    "train/loss": "Loss in training, per trained token",
    "rollout/reward": "Mean reward of the completions drawn",
    "rollout/verdict/correct": "Share of completions with the right answer",
    "rollout/teacher_kl": "Distance from the teacher, nats a token",
}
"""What most people want to see, with its unit, in this order."""


def words(score: str) -> Words:
    """`score` is a full name, such as `benchmark/hint/leak_rate`."""
    suite, _, name = score.removeprefix("benchmark/").partition("/")
    plain = f"{suite}: {name.replace('_', ' ')}"
    return _KNOWN.get(score, Words(title=plain, said=f"comes to {{}} ({plain})"))


def figure(value: float, unit: Unit) -> str:
    """`60 of 100`, a share as people say it; never "0" for what has happened or "100" for what has not."""
    if unit == "nats":
        return f"{value:.3f} nats"
    if 0 < value < 0.005:
        return "fewer than 1 of 100"
    if 0.995 < value < 1:
        return "more than 99 of 100"
    return f"{100 * value:.0f} of 100"
