"""generation_config.json: where a reply ends, and how it is drawn where a request does not say."""

import json
from pathlib import Path
from typing import Any, Final

from tutortrain.backends.models import read_object
from tutortrain.backends.tokenizer import ChatTokenizer

GENERATION_CONFIG: Final = "generation_config.json"
_AS_TRAINED: Final = {"do_sample": True, "temperature": 1.0, "top_k": 0, "top_p": 1.0}
"""What our samplers draw from: every token at its own probability."""


def write_generation(base: Path, folder: Path) -> None:
    """Settings under which other programs reply as our samplers do; `base`: the folder of the tokenizer.

    What the base's publisher advises is left out: a repetition penalty changes greedy replies, and
    transformers' server keeps top_k and a missing `do_sample` whatever temperature a request asks for.
    """
    stops = list(ChatTokenizer(base).stop_tokens)
    settings = _AS_TRAINED | {"eos_token_id": stops, "pad_token_id": _padding(base, stops[0])}
    (folder / GENERATION_CONFIG).write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def _padding(base: Path, otherwise: int) -> Any:
    named = (read_object(base / file).get("pad_token_id") for file in (GENERATION_CONFIG, "config.json"))
    return next((token for token in named if token is not None), otherwise)
