"""What the model is asked when it trains on its own completions."""

from collections.abc import Sequence
from dataclasses import dataclass

from tutortrain.backends.base import Tokenizer
from tutortrain.data.example import Example
from tutortrain.data.listing import count_rows, listed
from tutortrain.data.sources.asking import ask
from tutortrain.errors import DataError
from tutortrain.grading.lesson import Lesson
from tutortrain.methods.base import Inputs
from tutortrain.types import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A problem as a model is asked: the pupil's turn, and its tokens up to where the answer begins."""

    example: Example
    messages: tuple[Message, ...]
    prompt: tuple[int, ...]

    @property
    def lesson(self) -> Lesson:
        """What a completion is graded against."""
        example = self.example
        return Lesson(problem=example.problem, answer=example.answer or "", solution=example.solution or "")


def questions(inputs: Inputs, request: str, max_tokens: int) -> tuple[Question, ...]:
    """One question a problem, in the order of the data: its bare text and the request.

    Raises DataError where a prompt and `max_tokens` for the answer do not fit into the model's length.
    """
    problems = {example.problem_id: example for example in reversed(inputs.examples)}
    asked = tuple(_question(example, request, inputs.tokenizer) for example in reversed(problems.values()))
    _refuse_too_long(asked, inputs.max_length, max_tokens)
    return asked


def _question(example: Example, request: str, tokenizer: Tokenizer) -> Question:
    messages = (Message(role="user", content=ask(example.problem, request)),)
    return Question(example=example, messages=messages, prompt=tokenizer.prompt(messages))


def _refuse_too_long(asked: Sequence[Question], max_length: int, max_tokens: int) -> None:
    too_long = [question for question in asked if len(question.prompt) + max_tokens > max_length]
    if too_long:
        longest = max(len(question.prompt) for question in too_long) + max_tokens
        headline = (
            f"{count_rows(len(too_long), 'leaves', 'leave')} no room for {max_tokens} tokens of an answer; "
            f"set model.max_length={longest}, or lower method.sampling.max_tokens:"
        )
        raise DataError(listed(headline, [f"{q.example.place}: {len(q.prompt)} tokens" for q in too_long]))
