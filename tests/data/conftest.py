"""Rows and configurations that the tests of this folder share."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tutortrain.config.data import DataConfig, MathcampsData, PlainData
from tutortrain.data.example import Example
from tutortrain.types import Message


@pytest.fixture
def config() -> Callable[..., DataConfig]:
    """The group `data` with nothing asked for, and these changes."""

    def build(**changes) -> DataConfig:
        nothing = dict.fromkeys(("train_file", "eval_file", "num_train", "num_eval"))
        given = {
            "kind": "jsonl",
            **nothing,
            "on_too_long": "error",
            "max_overlap": 0.01,
            "request": "",
            **changes,
        }
        if given["kind"] == "mathcamps":
            return MathcampsData(**{"grades": None, "standards": None, "follow_ups": False, **given})
        return PlainData(**given)

    return build


@pytest.fixture
def example() -> Callable[..., Example]:
    """Row `number`, about a problem of its own unless it is told another."""

    def build(number: int, problem_id: str | None = None, response: str = "What first?") -> Example:
        prompt = f"problem {number}"
        return Example(
            id=str(number),
            problem_id=problem_id or f"p{number}",
            place=f"rows.jsonl:{number}",
            messages=(Message(role="user", content=prompt), Message(role="assistant", content=response)),
            problem=prompt,
        )

    return build


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    """Writes rows, or lines as they are, to a file and returns its path."""

    def build(name: str, *rows: object) -> str:
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        (tmp_path / name).write_text("".join(f"{line}\n" for line in lines))
        return str(tmp_path / name)

    return build


@pytest.fixture
def numbered() -> Callable[[int], list[dict[str, str]]]:
    """Good rows about different problems."""

    def build(count: int) -> list[dict[str, str]]:
        return [{"prompt": f"problem {number}", "response": "What first?"} for number in range(count)]

    return build
