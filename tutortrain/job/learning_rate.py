"""The learning rate of a run that was given none.

Wider models want smaller steps, and adapters about ten times the rate of full fine-tuning: Schulman et al.,
"LoRA Without Regret" (Thinking Machines Lab, 2025); their fit for Llama models is used for all architectures.
"""

import json
from typing import Final

from tutortrain.backends.models import TOKENIZER_FILES, model_folder
from tutortrain.config.model import ModelConfig
from tutortrain.config.training import LoraConfig
from tutortrain.errors import ModelError

LORA_RATE: Final = 5e-4
AT_WIDTH: Final = 2000
EXPONENT: Final = 0.78
FULL_SHARE: Final = 0.1


def suggested_lr(model: ModelConfig, lora: LoraConfig) -> float:
    """A peak rate, to two digits. Raises ModelError where the model's config.json does not tell its width."""
    config = json.loads((model_folder(model.base_model, TOKENIZER_FILES) / "config.json").read_text())
    width = config.get("hidden_size") or config.get("n_embd")
    if not width:
        raise ModelError(f"{model.base_model}: config.json has no hidden_size; give training.lr=...")
    rate = LORA_RATE * (AT_WIDTH / width) ** EXPONENT
    return float(f"{rate if lora.rank else rate * FULL_SHARE:.1e}")
