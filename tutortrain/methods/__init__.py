"""What each step trains on: one small file a method, and the one loop that trains them all."""

import pkgutil
from collections.abc import Sequence

from tutortrain.config.method import MethodConfig
from tutortrain.methods.base import Method
from tutortrain.types import Datum

METHODS = {
    "sft": "tutortrain.methods.sft:Sft",
}
"""`method.kind` to the class; it is built from its configuration, the rendered rows and the batch size."""


def build_method(config: MethodConfig, rows: Sequence[Datum], batch_size: int) -> Method:
    """The method a configuration names."""
    method: Method = pkgutil.resolve_name(METHODS[config.kind])(config, rows, batch_size)
    return method
