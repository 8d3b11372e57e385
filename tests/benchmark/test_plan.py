"""Which problems are asked, and what makes two benchmarks the same."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmark.conftest import make_example
from tutortrain.benchmark.items import choose_items
from tutortrain.benchmark.plan import plan_benchmark
from tutortrain.benchmark.suites.base import one_a_problem
from tutortrain.data.format import parse
from tutortrain.errors import DataError
from tutortrain.types import Message

MANY = [
    make_example(
        n, f"Problem {n}?", str(n), "1 + 1 = 2", "Add.", grade=str(1 + n % 3), tags=(f"tag {n % 2}",)
    )
    for n in range(120)
]


def test_the_choice_is_spread_over_grades_and_topics():
    chosen = choose_items(MANY, 12)
    assert Counter((item.grade, item.topic_tags) for item in chosen) == Counter(
        {(grade, (tag,)): 2 for grade in "123" for tag in ("tag 0", "tag 1")}
    )


@given(st.randoms(use_true_random=False), st.integers(min_value=1, max_value=130))
def test_the_choice_does_not_depend_on_the_order_of_the_rows(random, num_items):
    shuffled = random.sample(MANY, len(MANY))
    chosen = choose_items(MANY, num_items)
    assert choose_items(shuffled, num_items) == chosen
    assert choose_items(MANY, None)[: len(chosen)] == chosen
    assert len(chosen) == min(num_items, 120)


def test_another_seed_chooses_others():
    assert set(choose_items(MANY, 12, seed=0)) != set(choose_items(MANY, 12, seed=1))


def test_the_items_of_one_problem_are_chosen_together():
    pairs = [item for one in MANY for item in (one, replace(one, id=f"{one.id}/right"))]
    chosen = choose_items(pairs, 12)
    assert set(Counter(item.problem_id for item in chosen).values()) == {2}
    assert [item for item in chosen if item in MANY] == list(choose_items(MANY, 6))


def test_rows_about_one_problem_are_asked_once():
    twins = [replace(example, problem_id="same") for example in MANY[:5]]
    assert len(choose_items(one_a_problem([*twins, *MANY[5:]]), None)) == 116


def test_the_key_does_not_depend_on_how_the_path_of_the_data_was_typed(config):
    def key(place):
        rows = [
            {
                "prompt": f"What is {n} + 1?",
                "response": "Add.",
                "answer": n + 1,
                "solution": f"{n} + 1 = {n + 1}",
            }
            for n in range(30)
        ]
        parsed = [parse(row, f"{place}:{number}") for number, row in enumerate(rows, 1)]
        return plan_benchmark(config, parsed, num_items=5).suites[0].key("weights")

    assert key("rows.jsonl") == key("/home/me/rows.jsonl")


def test_rows_with_one_id_are_chosen_alike_in_any_order():
    same = [replace(example, id="same") for example in MANY]
    twins = [*same, replace(same[0], messages=MANY[1].messages)]
    assert choose_items(one_a_problem(twins), 12) == choose_items(one_a_problem(twins[::-1]), 12)
    assert len({item.problem_id for item in choose_items(one_a_problem(twins), None)}) == 120


def test_the_pupil_says_the_problem_a_blank_line_and_the_request(config, examples):
    solve, _ = plan_benchmark(config, examples, num_items=1).suites
    content = f"{solve.items[0].problem}\n\nSolve it."
    assert solve.messages == ((Message(role="user", content=content),),)
    assert solve.decoding == {"temperature": 0.0, "max_tokens": 40}


def test_only_rows_that_can_be_judged_are_asked(config, examples):
    unsolved = replace(examples[0], solution=None)
    unanswered = replace(examples[1], answer=None)
    solve, hint = plan_benchmark(config, [unsolved, unanswered, examples[2]], num_items=9).suites
    assert {item.id for item in solve.items} == {"row-1", "row-3"}
    assert {item.id for item in hint.items} == {"row-3"}


def test_a_suite_that_can_judge_nothing_is_left_out(config, examples):
    unsolved = [replace(example, solution=None) for example in examples]
    plan = plan_benchmark(config, unsolved, num_items=3)
    assert ([suite.name for suite in plan.suites], plan.left_out) == (["solve"], ("hint",))


def test_where_no_suite_can_judge_anything_it_is_said_what_to_do(config, examples):
    unknown = [replace(example, answer=None) for example in examples]
    with pytest.raises(DataError, match=r"no held-out row can be judged by solve or hint; .*benchmark=none"):
        plan_benchmark(config, unknown, num_items=3)


def test_an_attempt_belongs_to_the_items_and_items_without_one_have_the_digest_they_always_had(
    config, examples
):
    def digest(rows):
        return plan_benchmark(config, rows, num_items=9).suites[0].items_sha256

    tried = [replace(example, attempt=("3 + 5 = 9",), mistake=1) for example in examples]
    marked_otherwise = [replace(example, mistake=0) for example in tried]
    assert len({digest(examples), digest(tried), digest(marked_otherwise)}) == 3
    assert digest(examples) == "9a5ebda950c86932014e6a06844b8bd22b15b07e4231758521bfd91927af0d48"


def test_the_key_changes_with_weights_items_prompts_and_decoding_and_nothing_else(config, examples):
    def key(config=config, examples=examples, weights="w"):
        return plan_benchmark(config, examples, num_items=9).suites[0].key(weights)

    solve = config.suites["solve"]
    keys = [
        key(),
        key(weights="v"),
        key(examples=examples[:2]),
        key(examples=[replace(examples[0], answer="9"), *examples[1:]]),
        key(config=replace(config, suites={"solve": replace(solve, request="Go.")})),
        key(config=replace(config, suites={"again": solve})),
        key(config=replace(config, suites={"solve": replace(solve, max_tokens=41)})),
    ]
    assert len(set(keys)) == len(keys)
    assert key(examples=examples[::-1]) == keys[0]
    assert key(examples=[replace(example, place="moved.jsonl:1") for example in examples]) == keys[0]
