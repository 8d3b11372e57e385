"""Taggers by name. A new one is a file here and a line in `TAGGERS`."""

from collections.abc import Callable, Mapping
from typing import Final

from tutortrain.curriculum.taggers import llm, model, rules
from tutortrain.curriculum.taggers.base import Tagger, TaggerOptions

TAGGERS: Final[Mapping[str, Callable[[TaggerOptions], Tagger]]] = {
    "model": model.ModelTagger.open,
    "rules": rules.RulesTagger.open,
    "llm": llm.LlmTagger.open,
}

__all__ = ["TAGGERS", "Tagger", "TaggerOptions"]
