"""Three word problems with everything that a suite may want to know."""

import pytest

from tutortrain.config.benchmark import BenchmarkConfig, HintConfig, SolveConfig
from tutortrain.config.endpoint import Connection
from tutortrain.data.example import Example
from tutortrain.types import Message

CONNECTION = Connection(api_key_env=None, max_concurrent=4, timeout_seconds=5.0, max_retries=6)


def make_example(number, problem, answer, solution, hint, grade="1", tags=("addition",), problem_id=None):
    return Example(
        id=f"row-{number}",
        problem_id=problem_id or f"problem-{number}",
        place=f"rows.jsonl:{number}",
        messages=(Message(role="user", content=problem), Message(role="assistant", content=hint)),
        problem=problem,
        answer=answer,
        solution=solution,
        grade=grade,
        topic_tags=tags,
    )


@pytest.fixture
def examples():
    return (
        make_example(
            1,
            "Tom has 3 apples and finds 5 more. How many apples does he have?",
            "8",
            "Tom has 3 + 5 = 8 apples.",
            "Start from 3 and add 5.",
        ),
        make_example(
            2,
            "Mia has 17 pens and loses 6. How many pens are left?",
            "11",
            "Mia has 17 - 6 = 11 pens left.",
            "Take 6 away from 17.",
            tags=("subtraction", "word problem"),
        ),
        make_example(
            3,
            "Ali fills 4 boxes with 9 eggs each. How many eggs are in the boxes?",
            "36",
            "Ali packs 4 × 9 = 36 eggs.",
            "Multiply 4 by 9.",
            grade="3",
            tags=("multiplication", "word problem"),
        ),
    )


@pytest.fixture
def config():
    return BenchmarkConfig(
        num_items=None,
        suites={
            "solve": SolveConfig(kind="solve", request="Solve it.", max_tokens=40),
            "hint": HintConfig(kind="hint", request="Give me a hint.", max_tokens=60),
        },
        contaminated_above=0.01,
        connection=CONNECTION,
    )
