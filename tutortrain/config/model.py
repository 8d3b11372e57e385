"""The group `model`: which weights to start from."""

from typing import Annotated

from pydantic import AfterValidator, Field

from tutortrain.config.settings import settings

EMBEDDED = "tiny"
"""`model.base_model=tiny` means the model that ships with the project."""

OLLAMA_NAMES = {
    "smollm2:135m": "HuggingFaceTB/SmolLM2-135M-Instruct",
    "qwen3:0.6b": "Qwen/Qwen3-0.6B",
    "qwen3:4b": "Qwen/Qwen3-4B",
    "qwen3:8b": "Qwen/Qwen3-8B",
    "llama3.2:1b": "meta-llama/Llama-3.2-1B-Instruct",
}


def hub_id(name: str) -> str:
    """The hub id behind an Ollama-style name such as `qwen3:8b`; every other name as it is."""
    return OLLAMA_NAMES.get(name.lower(), name)


@settings
class ModelConfig:
    """`base_model`: a folder, hub id, Ollama-style name, or `tiny`; `max_length` counts tokens a row."""

    base_model: Annotated[str, Field(min_length=1), AfterValidator(hub_id)]
    max_length: Annotated[int, Field(ge=8)]

    @property
    def name(self) -> str:
        """What to call it: the last part of its path or id."""
        return self.base_model.rstrip("/").rpartition("/")[2].lower()
