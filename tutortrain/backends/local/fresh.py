"""An untrained model of a few megabytes with a tokenizer of its own: what the embedded model starts from."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

END_OF_TURN: Final = "<|end|>"
_PADDING: Final = "<|pad|>"
_ROLES: Final = ("<|system|>", "<|user|>", "<|assistant|>")
_MAX_POSITIONS: Final = 1024
_CHAT_TEMPLATE: Final = (
    "{% for message in messages %}"
    "{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)


def write_fresh_model(folder: Path, texts: Iterable[str], *, seed: int, vocab_size: int = 1280) -> None:
    """A randomly initialised model and a tokenizer trained on `texts`, as a plain transformers folder."""
    tokenizer = train_tokenizer(texts, vocab_size)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(seed)
    model = LlamaForCausalLM(_config(tokenizer))
    model.generation_config = _generation(tokenizer)
    model.to(torch.bfloat16).save_pretrained(folder)


def write_in_bfloat16(trained: Path, *, tokenizer_from: Path, out: Path) -> None:
    """The trained model in half the space, with the tokenizer beside it."""
    model = LlamaForCausalLM.from_pretrained(trained, dtype=torch.bfloat16)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(tokenizer_from)
    model.generation_config = _generation(tokenizer)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


def train_tokenizer(texts: Iterable[str], vocab_size: int) -> PreTrainedTokenizerFast:
    """Byte-level BPE, so that any text can be encoded; every digit is a token of its own."""
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=[AddedToken(token, special=True) for token in (_PADDING, END_OF_TURN, *_ROLES)],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    bpe.train_from_iterator(texts, trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        pad_token=_PADDING,
        eos_token=END_OF_TURN,
        additional_special_tokens=list(_ROLES),
        clean_up_tokenization_spaces=False,
        model_max_length=_MAX_POSITIONS,
    )
    tokenizer.chat_template = _CHAT_TEMPLATE
    return tokenizer


def _config(tokenizer: PreTrainedTokenizerFast) -> LlamaConfig:
    """1.5 million parameters; every size a multiple of 32, which the processor's matrix units like."""
    return LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=160,
        intermediate_size=448,
        num_hidden_layers=4,
        num_attention_heads=5,
        num_key_value_heads=5,
        head_dim=32,
        max_position_embeddings=_MAX_POSITIONS,
        tie_word_embeddings=True,
        initializer_range=0.05,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )


def _generation(tokenizer: PreTrainedTokenizerFast) -> GenerationConfig:
    """Greedy by default; the end of turn ends the generation."""
    return GenerationConfig(
        eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id, do_sample=False
    )
