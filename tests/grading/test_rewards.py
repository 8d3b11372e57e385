"""What a completion earns, part by part and together."""

from collections.abc import Mapping

import pytest
from pydantic import TypeAdapter, ValidationError

from tutortrain.config.reward import RewardConfig
from tutortrain.errors import DataError
from tutortrain.grading.lesson import Lesson
from tutortrain.grading.rewards import REWARDS, Completion, Rewards, build_rewards

LESSON = Lesson(
    problem="Tom has 3 red apples and 5 green apples. How many apples does he have?",
    answer="8",
    solution="Tom has 3 + 5 = 8 apples.",
)


def rewards(**configs: Mapping[str, object]) -> Rewards:
    return build_rewards(TypeAdapter(dict[str, RewardConfig]).validate_python(configs))


def completion(
    reply: str, *, num_tokens: int = 10, truncated: bool = False, lesson: Lesson = LESSON
) -> Completion:
    return Completion(reply=reply, num_tokens=num_tokens, truncated=truncated, lesson=lesson)


def part(kind: str, made: Completion, **settings: object) -> float:
    (graded,) = rewards(it={"kind": kind, "weight": 1, **settings}).grade([made])
    return graded.parts["it"]


def test_every_kind_of_the_configuration_has_its_reward():
    kinds = [
        schema["properties"]["kind"]["const"]
        for schema in TypeAdapter(RewardConfig).json_schema()["$defs"].values()
    ]
    assert sorted(kinds) == sorted(REWARDS)


@pytest.mark.parametrize(
    ("reply", "earned"), [("The answer is 8.", 1), ("The answer is 9.", 0), ("Well.", 0)]
)
def test_correctness_is_a_right_final_answer(reply, earned):
    assert part("correctness", completion(reply)) == earned


@pytest.mark.parametrize(
    ("reply", "truncated", "earned"),
    [
        ("The answer is 9.", False, 1),
        (r"\boxed{9}", False, 1),
        ("#### 9", False, 1),
        ("So there are 8.", False, 0),
        ("Hm.", False, 0),
        ("The answer is 8", True, 0),
    ],
)
def test_format_is_an_announced_answer_right_or_wrong_in_a_whole_reply(reply, truncated, earned):
    assert part("format", completion(reply, truncated=truncated)) == earned


@pytest.mark.parametrize(
    ("num_tokens", "earned"), [(1, 0), (40, 0), (50, -0.25), (60, -0.5), (80, -1), (400, -1)]
)
def test_length_costs_nothing_up_to_the_target_and_at_most_one(num_tokens, earned):
    assert part("length", completion("", num_tokens=num_tokens), target=40) == earned


@pytest.mark.parametrize(("reply", "earned"), [("It is 8.", -1), ("How many are 3 and 5 together?", 0)])
def test_a_leak_costs_one(reply, earned):
    assert part("leak", completion(reply)) == earned


@pytest.mark.parametrize(
    ("reply", "earned"),
    [("Add 3 and 5.", 1), ("Add 3 and 5 to get 8.", 0), ("What could you do first?", 0)],
)
def test_guidance_is_a_step_named_without_a_leak(reply, earned):
    assert part("guidance", completion(reply)) == earned


def test_the_reward_is_the_weighted_sum_and_the_parts_are_unweighted():
    made = rewards(
        right={"kind": "correctness", "weight": 2},
        said={"kind": "format", "weight": 0},
        brief={"kind": "length", "weight": 0.5, "target": 20},
    )
    (graded,) = made.grade([completion("The answer is 8.", num_tokens=30)])
    assert graded.parts == {"right": 1, "said": 1, "brief": -0.5}
    assert graded.reward == 1.75
    assert graded.verdict == "correct"


def test_two_rewards_of_one_kind_are_kept_apart():
    made = rewards(
        soft={"kind": "length", "weight": 1, "target": 20},
        hard={"kind": "length", "weight": -3, "target": 10},
    )
    (graded,) = made.grade([completion("", num_tokens=20)])
    assert graded.parts == {"soft": 0, "hard": -1}
    assert graded.reward == 3


def test_completions_are_graded_in_order_numbers_and_expressions_alike():
    algebra = Lesson(problem="Factor.", answer="(x+1)^2")
    replies = [
        completion("#### 9"),
        completion(r"\boxed{x^2+2x+1}", lesson=algebra),
        completion("?"),
        completion("8"),
    ]
    with rewards(right={"kind": "correctness", "weight": 1}) as made:
        verdicts = [graded.verdict for graded in made.grade(replies)]
    assert verdicts == ["incorrect", "correct", "unparsed", "correct"]


def test_without_correctness_nothing_is_checked():
    (graded,) = rewards(said={"kind": "format", "weight": 1}).grade(
        [completion("#### 8", lesson=Lesson(problem="p", answer=""))]
    )
    assert graded.verdict is None
    assert graded.parts == {"said": 1}


@pytest.mark.parametrize(
    ("kind", "lesson", "missing"),
    [
        ("correctness", Lesson(problem="Why?", answer=" "), "answer"),
        ("leak", Lesson(problem="Why?", answer=""), "answer"),
        ("guidance", Lesson(problem="Why?", answer="8"), "solution"),
    ],
)
def test_a_lesson_that_cannot_be_judged_is_refused_by_name(kind, lesson, missing):
    made = rewards(mine={"kind": kind, "weight": 1})
    assert made.accepts(LESSON)
    assert not made.accepts(lesson)
    with pytest.raises(DataError, match=rf"reward 'mine' needs the {missing} .*'Why\?'"):
        made.grade([completion("8", lesson=lesson)])


@pytest.mark.parametrize(
    "config",
    [
        {"kind": "correctness", "weight": float("nan")},
        {"kind": "correctness", "weight": float("inf")},
        {"kind": "correctness"},
        {"kind": "length", "weight": 1, "target": 0},
        {"kind": "kindness", "weight": 1},
        {"kind": "leak", "weight": 1, "target": 5},
    ],
)
def test_a_wrong_reward_configuration_is_refused(config):
    with pytest.raises(ValidationError):
        rewards(mine=config)
