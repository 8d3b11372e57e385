"""Weights as a folder for other programs: merged, as plain transformers loads them, or the adapters alone.

folder      writes it, whole or not at all
generation  where replies end, and how they are drawn
card        README.md: which run the weights come from
"""

from tutortrain.backends.export.folder import AUTO, export_adapters, export_merged

__all__ = ["AUTO", "export_adapters", "export_merged"]
