"""A Llama written out by hand in float64, for gradients that owe nothing to the code under test."""

import math
from collections.abc import Mapping

import torch
from torch import Tensor
from transformers import LlamaConfig

Weights = Mapping[str, Tensor]


def logprobs(weights: Weights, config: LlamaConfig, tokens: Tensor, targets: Tensor) -> Tensor:
    """tokens [T], targets [T, K] -> natural log-probabilities of the targets, [T, K].

    The weights are float64 and go by their names in `LlamaForCausalLM`; embedding and projection are tied.
    """
    embedding = weights["model.embed_tokens.weight"]
    hidden = embedding[tokens]
    for layer in range(config.num_hidden_layers):
        own = _within(weights, f"model.layers.{layer}.")
        hidden = hidden + _attention(
            _within(own, "self_attn."), config, _normed(hidden, own["input_layernorm.weight"], config)
        )
        hidden = hidden + _mlp(
            _within(own, "mlp."), _normed(hidden, own["post_attention_layernorm.weight"], config)
        )
    logits = _normed(hidden, weights["model.norm.weight"], config) @ embedding.T
    return logits.log_softmax(-1).gather(1, targets)


def _within(weights: Weights, prefix: str) -> Weights:
    return {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}


def _normed(hidden: Tensor, scale: Tensor, config: LlamaConfig) -> Tensor:
    return scale * hidden * (hidden.square().mean(-1, keepdim=True) + config.rms_norm_eps).rsqrt()


def _mlp(weights: Weights, hidden: Tensor) -> Tensor:
    gate = hidden @ weights["gate_proj.weight"].T
    return (gate * gate.sigmoid() * (hidden @ weights["up_proj.weight"].T)) @ weights["down_proj.weight"].T


def _attention(weights: Weights, config: LlamaConfig, hidden: Tensor) -> Tensor:
    num_tokens, size = len(hidden), config.hidden_size // config.num_attention_heads

    def heads(name: str, count: int) -> Tensor:
        return (hidden @ weights[f"{name}_proj.weight"].T).view(num_tokens, count, size).transpose(0, 1)

    shared = config.num_attention_heads // config.num_key_value_heads
    queries = _rotated(heads("q", config.num_attention_heads))
    keys = _rotated(heads("k", config.num_key_value_heads)).repeat_interleave(shared, 0)
    values = heads("v", config.num_key_value_heads).repeat_interleave(shared, 0)
    future = torch.ones(num_tokens, num_tokens, dtype=torch.bool).triu(1)
    scores = (queries @ keys.transpose(1, 2) / math.sqrt(size)).masked_fill(future, -torch.inf)
    mixed = (scores.softmax(-1) @ values).transpose(0, 1).reshape(num_tokens, -1)
    return mixed @ weights["o_proj.weight"].T


def _rotated(heads: Tensor) -> Tensor:
    """Rotary positions (Su et al. 2021) of [heads, T, size], base 10,000; halves, not neighbours, are paired."""
    _, num_tokens, size = heads.shape
    speeds = 10_000.0 ** (-torch.arange(0, size, 2, dtype=torch.float64) / size)
    angles = torch.arange(num_tokens, dtype=torch.float64)[:, None] * speeds
    first, second = heads.chunk(2, -1)
    return torch.cat(
        [
            first * angles.cos() - second * angles.sin(),
            second * angles.cos() + first * angles.sin(),
        ],
        -1,
    )
