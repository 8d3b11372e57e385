"""Knowledge distillation: a student learns what a teacher knows.

on_policy   the student answers, and the teacher judges every token: Agarwal et al. 2024, arXiv:2306.13649;
            Gu et al. 2024, arXiv:2306.08543
off_policy  the teacher answers, and the student learns its answers: Kim and Rush 2016, arXiv:1606.07947
divergence  what the student is to make small on its own answers
teacher     who answers, and whether it and the student read alike
answers     a teacher's answers, made once and kept
"""

from collections.abc import Callable
from typing import Final

from tutortrain.config.method import DistillationConfig
from tutortrain.methods.base import Inputs, Recipe
from tutortrain.methods.distillation.off_policy import OffPolicy
from tutortrain.methods.distillation.on_policy import OnPolicy

MODES: Final[dict[str, Callable[[DistillationConfig, Inputs], Recipe]]] = {
    "on_policy": OnPolicy,
    "off_policy": OffPolicy,
}


def build(config: DistillationConfig, inputs: Inputs) -> Recipe:
    """The mode that a configuration names. Raises UserError as that does."""
    return MODES[config.mode](config, inputs)
