"""A served model walks down the curriculum: a grade, then a domain of it, then a standard of the domain.

At each step it is shown the choices with their descriptions, and only a choice counts as an answer.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from tutortrain.backends.endpoint import Endpoint, Failed, Reply
from tutortrain.curriculum.problem import Problem
from tutortrain.curriculum.tag import Tag
from tutortrain.curriculum.taggers.base import TaggerOptions
from tutortrain.curriculum.taxonomy import DOMAINS, GRADES, Taxonomy, load
from tutortrain.errors import ConfigError
from tutortrain.types import Message, Messages

_MAX_TOKENS: Final = 64
_MAX_LENGTH: Final = 4000
"""Characters of a problem that are shown."""
_CODE: Final = re.compile(r"(?<![\w.])[K1-8](?:\.[A-Z]+(?:\.[A-Z]\.\d+)?)?(?![\w])", re.IGNORECASE)
_QUESTION: Final = (
    "{problem}\n\n"
    "Which {what} of the Common Core mathematics curriculum does this problem belong to?\n"
    "{choices}\n\n"
    "Reply with one of these codes and nothing else."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmTagger:
    """What a reply says is not how sure the model is, so tags have no confidence."""

    endpoint: Endpoint
    taxonomy: Taxonomy
    identity: str
    batch: int = 32

    @classmethod
    def open(cls, options: TaggerOptions) -> Self:
        """Raises ConfigError without an endpoint."""
        config = options.endpoint
        if config is None:
            raise ConfigError(
                "--tagger llm asks a served model: give its address with --endpoint http://127.0.0.1:8000/v1 "
                "and its id there with --served-model"
            )
        return cls(endpoint=Endpoint(config), taxonomy=load(), identity=f"llm {config.url} {config.model}")

    def tag(self, problems: Sequence[Problem]) -> list[Tag]:
        """Three rounds of requests; a problem whose request fails keeps what the rounds before found.

        Raises EndpointError if the server is not there or refuses whatever it is asked.
        """
        tags = [Tag(method="llm")] * len(problems)
        for what in ("grade", "domain", "standard"):
            tags = self._round(what, problems, tags)
        return tags

    def _round(self, what: str, problems: Sequence[Problem], tags: Sequence[Tag]) -> list[Tag]:
        choices = [self._choices(what, tag) for tag in tags]
        asked = [index for index, tag in enumerate(tags) if tag.failure is None]
        replies = self.endpoint.complete(
            [_question(what, problems[index], choices[index]) for index in asked],
            max_tokens=_MAX_TOKENS,
            temperature=0.0,
        )
        found = list(tags)
        for index, reply in zip(asked, replies, strict=True):
            found[index] = _next(tags[index], what, choices[index], reply)
        return found

    def _choices(self, what: str, tag: Tag) -> Mapping[str, str]:
        """Codes with descriptions, of which the answer to this round has to be one."""
        if what == "grade":
            return {grade: "kindergarten" if grade == "K" else f"grade {grade}" for grade in GRADES}
        if tag.topic is None:
            mine = [code for code in self.taxonomy.domains if code.partition(".")[0] == tag.grade]
            return {code: DOMAINS[code.partition(".")[2]] for code in mine}
        return {
            code: self.taxonomy.entries[code].description
            for cluster in self.taxonomy.clusters(tag.topic)
            for code in self.taxonomy.standards(cluster)
        }


def _question(what: str, problem: Problem, choices: Mapping[str, str]) -> Messages:
    listed = "\n".join(f"{code}: {description}" for code, description in choices.items())
    text = _QUESTION.format(problem=problem.text[:_MAX_LENGTH], what=what, choices=listed)
    return (Message(role="user", content=text),)


def _next(tag: Tag, what: str, choices: Mapping[str, str], reply: Reply | Failed) -> Tag:
    if isinstance(reply, Failed):
        return replace(tag, failure=reply.reason)
    named = [code.upper() for code in _CODE.findall(reply.text)]
    chosen = next((code for code in named if code in choices), None)
    if chosen is None:
        return replace(tag, failure=f"named no {what} of those to choose from: {reply.text.strip()[:60]!r}")
    return replace(tag, grade=chosen) if what == "grade" else replace(tag, topic=chosen)
