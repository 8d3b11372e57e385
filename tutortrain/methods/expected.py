"""What training is going to take, told before it begins."""

from dataclasses import dataclass, field

from tutortrain.usage import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Steps and tokens of a whole run, its benchmarks aside.

    num_rows: of one epoch. num_weighted: tokens that are learned, of all that the learner reads. is_exact:
    the tokens were counted; else they are upper bounds, for nobody knows how long completions will be.
    teacher_model: whose tokens `teacher` are, as prices are listed; None for one that somebody else pays.
    """

    num_rows: int
    num_steps: int
    num_weighted: int
    learner: Usage
    teacher: Usage = field(default_factory=Usage)
    teacher_model: str | None = None
    is_exact: bool = False
