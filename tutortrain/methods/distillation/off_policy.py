"""Off-policy distillation: the teacher answers every problem, and the student learns those answers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from tutortrain.config.method import DistillationConfig
from tutortrain.config.training import TrainingConfig
from tutortrain.data.example import Example
from tutortrain.data.render import render_all
from tutortrain.errors import DataError
from tutortrain.grading.symbolic import SymbolicChecker
from tutortrain.methods.base import Inputs, Workspace
from tutortrain.methods.distillation.answers import Answers, collect
from tutortrain.methods.distillation.teacher import choose_teacher
from tutortrain.methods.expected import Expected
from tutortrain.methods.likelihood import Likelihood
from tutortrain.methods.questions import questions
from tutortrain.methods.schedule import num_steps
from tutortrain.runs.jsonl import Row, read_rows, write_rows
from tutortrain.types import Message
from tutortrain.usage import Usage

_LEFT_OUT: Final = "problems left out because they have no answer to check the teacher's by"


class OffPolicy:
    """An epoch is every answer that is learned from, once; `training.batch_size` of them are a step."""

    def __init__(self, config: DistillationConfig, inputs: Inputs) -> None:
        self._config = config
        self._inputs = inputs
        self._teacher = choose_teacher(config, inputs)
        asked = questions(inputs, config.request, config.sampling.max_tokens)
        checkable = tuple(one for one in asked if one.example.answer or config.keep == "all")
        if not checkable:
            raise DataError(
                "No training row has an `answer`, so none of the teacher's can be checked; add them to "
                "the data, or set method.keep=all"
            )
        self._questions = checkable
        self.notes: Mapping[str, int] = {_LEFT_OUT: len(asked) - len(checkable)}

    def expect(self, training: TrainingConfig, seed: int) -> Expected:
        """As if the teacher's answers were as long as can be, and all of them kept."""
        sampling = self._config.sampling
        num_rows = len(self._questions) * sampling.group_size
        num_prompt_tokens = sum(len(one.prompt) for one in self._questions) * sampling.group_size
        steps = num_steps(training, num_rows)
        longest = max(len(one.prompt) for one in self._questions) + sampling.max_tokens
        num_learned = steps * min(training.batch_size, num_rows)
        return Expected(
            num_rows=num_rows,
            num_steps=steps,
            num_weighted=num_learned * sampling.max_tokens,
            learner=Usage(trained=num_learned * longest),
            teacher=Usage(prefill=num_prompt_tokens, sampled=num_rows * sampling.max_tokens),
            teacher_model=self._teacher.base_model,
        )

    def begin(self, workspace: Workspace) -> Likelihood:
        """Asks the teacher, unless this run has done so before, and learns from what is kept."""
        path = workspace.directory.teacher_answers
        if not path.exists():
            answers = collect(self._teacher, self._questions, self._config, workspace)
            write_rows(path, self._judged(answers))
        rows = read_rows(path)
        kept = [row for row in rows if row["kept"]]
        workspace.note(f"{len(kept)} of {len(rows)} answers of {self._config.teacher.model} are learned from")
        if not kept:
            raise DataError(
                f"None of the teacher's {len(rows)} answers can be learned from; {path} says why. Raise "
                "method.sampling.max_tokens if they are cut off, or set method.keep=all"
            )
        examples = self._conversations(kept)
        max_length = self._inputs.max_length
        rendering = render_all(examples, self._inputs.tokenizer, max_length, "drop")
        if rendering.num_dropped:
            workspace.note(
                f"{rendering.num_dropped} of them are left out because they are longer than "
                f"model.max_length={max_length}"
            )
        return Likelihood(rendering.data, self._inputs.batch_size)

    def _judged(self, answers: Sequence[Answers]) -> list[Row]:
        """What was cut off would teach the student to stop in the middle, so it is never kept."""
        pairs = [
            (question.example, answer)
            for question, group in zip(self._questions, answers, strict=True)
            for answer in group
        ]
        with SymbolicChecker() as checker:
            checks = checker.check_all([(answer.reply, one.answer or "") for one, answer in pairs])
        return [
            {
                "problem_id": example.problem_id,
                "problem": example.problem,
                "answer": example.answer,
                "reply": answer.reply,
                "num_tokens": answer.num_tokens,
                "truncated": answer.truncated,
                "failure": answer.failure,
                "verdict": check.verdict if example.answer else None,
                "kept": answer.is_whole and (check.verdict == "correct" or self._config.keep == "all"),
            }
            for (example, answer), check in zip(pairs, checks, strict=True)
        ]

    def _conversations(self, kept: Sequence[Row]) -> list[Example]:
        asked = {question.example.problem_id: question for question in self._questions}
        return [
            replace(
                asked[row["problem_id"]].example,
                messages=(
                    *asked[row["problem_id"]].messages,
                    Message(role="assistant", content=row["reply"]),
                ),
            )
            for row in kept
        ]
