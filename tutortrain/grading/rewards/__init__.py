"""The rewards; a new one is a file, its type in `config.reward`, and a line in `REWARDS`."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from tutortrain.config.reward import RewardConfig
from tutortrain.grading.rewards.base import Completion, Graded, Reward
from tutortrain.grading.rewards.correctness import Correctness
from tutortrain.grading.rewards.format import Format
from tutortrain.grading.rewards.guidance import Guidance
from tutortrain.grading.rewards.leak import Leak
from tutortrain.grading.rewards.length import Length
from tutortrain.grading.rewards.weighted import Part, Rewards
from tutortrain.grading.symbolic import SymbolicChecker

__all__ = ["REWARDS", "Completion", "Graded", "Rewards", "build_rewards"]

REWARDS: Final[dict[str, Callable[[Any], Reward]]] = {
    "correctness": Correctness,
    "format": Format,
    "length": Length,
    "leak": Leak,
    "guidance": Guidance,
}


def build_rewards(configs: Mapping[str, RewardConfig]) -> Rewards:
    """The rewards of a configuration, under its names. No process is started before one is needed."""
    parts = {
        name: Part(reward=REWARDS[config.kind](config), weight=config.weight)
        for name, config in configs.items()
    }
    return Rewards(parts, SymbolicChecker())
