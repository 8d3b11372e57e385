"""The group `benchmark`: what a model is asked before and after training. No suites means no benchmark."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from tutortrain.config.endpoint import Connection, EndpointConfig
from tutortrain.config.model import EMBEDDED, ModelConfig
from tutortrain.config.settings import settings


@settings
class AnswersConfig:
    """Final answers: `request` follows the problem; a reply is cut after `max_tokens`."""

    request: str
    max_tokens: Annotated[int, Field(ge=1)]


@settings
class SolveConfig(AnswersConfig):
    """One greedy reply a problem."""

    kind: Literal["solve"]


@settings
class PassAtKConfig(AnswersConfig):
    """Several replies a problem, which greedy ones could not be: they would all be the same."""

    kind: Literal["pass_at_k"]
    num_samples: Annotated[int, Field(ge=2)]
    temperature: Annotated[float, Field(gt=0)]


@settings
class HintConfig:
    """Hints: do they guide, and do they give the answer away?"""

    kind: Literal["hint"]
    request: str
    max_tokens: Annotated[int, Field(ge=1)]


@settings
class MistakeConfig:
    """A pupil's solution: which step is the first wrong one, and what is the right answer?"""

    kind: Literal["mistake"]
    request: str
    max_tokens: Annotated[int, Field(ge=1)]


@settings
class SocraticConfig:
    """Leading by questions: does a reply only ask, about how many steps, and does it give the answer away?"""

    kind: Literal["socratic"]
    request: str
    max_tokens: Annotated[int, Field(ge=1)]


@settings
class RetentionConfig:
    """Text that was not trained on: is it still as likely as before?

    file: plain text, or JSON lines with `text`; null: text like that which the embedded model was made from.
    max_tokens: of a passage; what follows is not read.
    """

    kind: Literal["retention"]
    file: str | None
    max_tokens: Annotated[int, Field(ge=2)]


@settings
class JudgeConfig:
    """Hints in the opinion of the model at `endpoint`, which is given `rubric` and says little itself.

    judgement_tokens: where a judgement is cut. labelled: rows with a `label` by which the judge is judged;
    null: our own. kept_in: the folder of its judgements, which are asked for once.
    """

    kind: Literal["judge"]
    request: str
    max_tokens: Annotated[int, Field(ge=1)]
    endpoint: EndpointConfig
    judgement_tokens: Annotated[int, Field(ge=1)]
    labelled: str | None
    kept_in: str
    rubric: Annotated[str, Field(min_length=1)]


SuiteConfig = Annotated[
    SolveConfig | PassAtKConfig | HintConfig | MistakeConfig | SocraticConfig | RetentionConfig | JudgeConfig,
    Field(discriminator="kind"),
]


@settings
class BenchmarkConfig:
    """`num_items` null: 400 for the embedded model, 50 for any other. `connection`: to an endpoint.

    contaminated_above: the share of a suite's items that the training rows may hold.
    """

    num_items: Annotated[int, Field(ge=1)] | None
    suites: Mapping[str, SuiteConfig]
    contaminated_above: Annotated[float, Field(ge=0, le=1)]
    connection: Connection

    def num_items_for(self, model: ModelConfig) -> int:
        """How many problems a suite asks that model about."""
        return self.num_items or (400 if model.base_model == EMBEDDED else 50)
