"""Model folders of about 20,000 random parameters, made on the spot."""

import json
from pathlib import Path
from typing import Any

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import AutoModelForCausalLM, LlamaConfig, PretrainedConfig

CHATML = """{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"""
SPECIAL = ["<|pad|>", "<|im_start|>", "<|im_end|>", "<|eot_id|>", "<|begin_of_text|>"]


def write_tokenizer(folder: Path, template: str = CHATML, **config: Any) -> Path:
    """A byte-level tokenizer: one token a byte, and the special tokens in front."""
    folder.mkdir(parents=True, exist_ok=True)
    names = SPECIAL + sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={name: i for i, name in enumerate(names)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in SPECIAL])
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "bos_token": "<|begin_of_text|>",
        "eos_token": "<|im_end|>",
        "tokenizer_class": "TokenizersBackend",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings | config))
    (folder / "chat_template.jinja").write_text(template)
    if not (folder / "config.json").exists():
        (folder / "config.json").write_text(json.dumps({"model_type": "llama"}))
    return folder


def write_model(
    folder: Path, config: PretrainedConfig | None = None, dtype: torch.dtype = torch.float32
) -> Path:
    """A causal model with random weights, large enough that its predictions are far from uniform."""
    config = config or small_llama()
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = AutoModelForCausalLM.from_config(config).to(dtype)
    model.save_pretrained(folder)
    return write_tokenizer(folder)


def small_llama(**changes: Any) -> LlamaConfig:
    settings: dict[str, Any] = {
        "vocab_size": len(SPECIAL) + 256,
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "tie_word_embeddings": True,
        "initializer_range": 0.3,
        "eos_token_id": SPECIAL.index("<|im_end|>"),
        "pad_token_id": 0,
        "bos_token_id": None,
    }
    return LlamaConfig(**settings | changes)
