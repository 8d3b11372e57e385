"""Supervised fine-tuning: maximise the likelihood of the tutor's turns."""

from collections.abc import Mapping

from tutortrain.config.method import SftConfig
from tutortrain.methods.base import Inputs, Workspace
from tutortrain.methods.likelihood import Likelihood


class Sft(Likelihood):
    """Learns the data's own rows."""

    def __init__(self, _config: SftConfig, inputs: Inputs) -> None:
        rendering = inputs.rendered()
        super().__init__(rendering.data, inputs.batch_size)
        self.notes: Mapping[str, int] = rendering.notes()

    def begin(self, _workspace: Workspace) -> "Sft":
        return self
