"""How a configuration type is declared."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

from pydantic import ConfigDict

C = TypeVar("C")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def settings(cls: type[C]) -> type[C]:
    """A frozen, slotted, keyword-only dataclass that refuses keys it does not have when it is parsed."""
    cls.__pydantic_config__ = ConfigDict(  # type: ignore[attr-defined]
        extra="forbid", coerce_numbers_to_str=True, allow_inf_nan=False
    )
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)
