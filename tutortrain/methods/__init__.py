"""What each step trains on: one small file a method, and the one loop that trains them all."""

import pkgutil

from tutortrain.config.method import MethodConfig
from tutortrain.methods.base import Inputs, Recipe

METHODS = {
    "sft": "tutortrain.methods.sft:Sft",
    "rlvr": "tutortrain.methods.rlvr:Rlvr",
    "distillation": "tutortrain.methods.distillation:build",
}
"""`method.kind` to what builds the recipe from its configuration and the run's inputs."""


def build_recipe(config: MethodConfig, inputs: Inputs) -> Recipe:
    """The method a configuration names. Raises UserError for inputs that it cannot train on."""
    recipe: Recipe = pkgutil.resolve_name(METHODS[config.kind])(config, inputs)
    return recipe
