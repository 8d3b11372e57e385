"""What hosted models cost: conf/prices.yaml."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import Field

from tutortrain.config.settings import settings
from tutortrain.usage import Usage

_MILLION: Final = 1_000_000
Amount = Annotated[float, Field(ge=0)]


@settings
class Price:
    """Per million tokens that are read, drawn, and learned from."""

    prefill: Amount
    sample: Amount
    train: Amount

    def of(self, usage: Usage) -> float:
        parts = usage.prefill * self.prefill + usage.sampled * self.sample + usage.trained * self.train
        return parts / _MILLION


@settings
class Prices:
    """As they stood at `source` on `date`, by the model's id; what is not there is not known.

    base_url: the service that asks them, as `backend.base_url` names it.
    """

    base_url: str | None
    currency: str
    date: str
    source: str
    models: Mapping[str, Price]

    def of(self, usage: Mapping[str, Usage]) -> float | None:
        """What these tokens of these models cost; None if one that was used has no price."""
        used = {model: tokens for model, tokens in usage.items() if tokens != Usage()}
        if any(model not in self.models for model in used):
            return None
        return sum(self.models[model].of(tokens) for model, tokens in used.items())
