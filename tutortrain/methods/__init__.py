"""What each step trains on: one small file a method, and the one loop that trains them all."""

import pkgutil

from tutortrain.config.method import MethodConfig
from tutortrain.methods.base import Inputs, Method

METHODS = {
    "sft": "tutortrain.methods.sft:Sft",
    "rlvr": "tutortrain.methods.rlvr:Rlvr",
}
"""`method.kind` to what builds the method from its configuration and the run's inputs."""


def build_method(config: MethodConfig, inputs: Inputs) -> Method:
    """The method a configuration names. Raises UserError for inputs that it cannot train on."""
    method: Method = pkgutil.resolve_name(METHODS[config.kind])(config, inputs)
    return method
