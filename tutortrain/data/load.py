"""The data of a run, read, checked and split, from the group `data` of its configuration."""

from tutortrain.config.data import DataConfig
from tutortrain.data.dataset import Dataset
from tutortrain.data.sources import SOURCES

__all__ = ["Dataset", "load"]


def load(config: DataConfig) -> Dataset:
    """A function of the configuration and its files alone: no seed moves a row from one side to the other.

    Raises DataError: a file that is not there, is empty or has bad rows (all in one message), more rows asked
    for than there are.
    """
    return SOURCES[config.kind].load(config)
