"""The tests run in the environment that the entry points make."""

from tutortrain.environment import set_environment

set_environment()
