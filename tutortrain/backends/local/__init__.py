"""PyTorch in this process: any causal language model that transformers loads, on a CPU or a GPU by the same
code.

backend      opens models; `settings` is what all parts know
trainer      the protocol; a pass goes packing -> scoring (with attention) -> losses -> weights
sampler      the protocol; `decoding` runs the batch, `cache` holds its keys and values, `choosing` draws
loading      weights from a folder, adapters on top; `checkpoint` is their folder on disk
devices      where and in which precision; `border` turns PyTorch's errors into ours
"""
