"""Several rewards as one: their weighted sum, with every part kept."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from tutortrain.closing import Closing
from tutortrain.errors import DataError
from tutortrain.grading.check import Verdict
from tutortrain.grading.lesson import Lesson
from tutortrain.grading.rewards.base import Completion, Graded, Needed, Reward
from tutortrain.grading.symbolic import SymbolicChecker


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A reward and what it counts for."""

    reward: Reward
    weight: float


class Rewards(Closing):
    """Grades completions; a context manager, because the checker may have started processes.

    Never closing it is safe: the processes end with this one, or with the last reference to it.
    """

    def __init__(self, parts: Mapping[str, Part], checker: SymbolicChecker) -> None:
        self._parts = dict(parts)
        self._checker = checker

    def close(self) -> None:
        """Ends the checker's processes; grading again starts new ones."""
        self._checker.close()

    def accepts(self, lesson: Lesson) -> bool:
        """Whether the lesson holds what every reward that counts needs; ask before training on its row."""
        return not any(self._parts[name].weight for name in self._missing(lesson))

    def grade(self, completions: Sequence[Completion]) -> tuple[Graded, ...]:
        """Grades completions, of any lessons, in order; what needs a process is checked side by side.

        A part of weight 0 is left out where the lesson lacks what it needs. Raises DataError for a lesson
        that a reward that counts cannot judge, naming what it lacks.
        """
        for completion in completions:
            self._refuse(completion.lesson)
        verdicts = self._verdicts(completions)
        return tuple(map(self._graded, completions, verdicts))

    def _missing(self, lesson: Lesson) -> dict[str, Set[Needed]]:
        """By the name of the part, which of the fields it needs are empty."""
        there: dict[Needed, str] = {"answer": lesson.answer, "solution": lesson.solution}
        lacking = {field for field, text in there.items() if not text.strip()}
        needed = {name: part.reward.needs & lacking for name, part in self._parts.items()}
        return {name: fields for name, fields in needed.items() if fields}

    def _refuse(self, lesson: Lesson) -> None:
        for name, fields in self._missing(lesson).items():
            if not self._parts[name].weight:
                continue
            lacking = " and the ".join(sorted(fields))
            raise DataError(
                f"The reward {name!r} needs the {lacking} of a problem, and there is none for "
                f"{lesson.problem!r:.80}: give it in the data, leave the row out, or take {name!r} "
                "out of the rewards."
            )

    def _verdicts(self, completions: Sequence[Completion]) -> Sequence[Verdict | None]:
        if not any(part.reward.needs_verdict for part in self._parts.values()):
            return [None] * len(completions)
        pairs = [(completion.reply, completion.lesson.answer) for completion in completions]
        return [check.verdict for check in self._checker.check_all(pairs)]

    def _graded(self, completion: Completion, verdict: Verdict | None) -> Graded:
        lacking = self._missing(completion.lesson)
        parts = {
            name: part.reward.score(completion, verdict)
            for name, part in self._parts.items()
            if name not in lacking
        }
        total = sum(self._parts[name].weight * value for name, value in parts.items())
        return Graded(reward=total, parts=parts, verdict=verdict)
