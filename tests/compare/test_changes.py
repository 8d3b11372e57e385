"""The problems behind a difference: fixed, broken, or both at once."""

from dataclasses import replace

import pytest
from rich.console import Console

from tutortrain.compare.changes import find_changes
from tutortrain.compare.changes_view import changes_view
from tutortrain.types import Message


@pytest.fixture
def changes(make_benchmark):
    """Items 0 to 4: guided more, leaked more, both, neither, and a solved one that no longer is."""
    a = make_benchmark("a", {"hint": [(False, False)] * 4, "solve": [(True,)]})
    b = make_benchmark(
        "b", {"hint": [(False, True), (True, False), (True, True), (False, False)], "solve": [(False,)]}
    )
    return list(find_changes(a, b))


def test_an_item_is_fixed_broken_or_both_by_the_directions_of_its_scores(changes):
    assert [(change.suite, change.kind, change.b.id) for change in changes] == [
        ("hint", "fixed", "row-0"),
        ("hint", "broken", "row-1"),
        ("hint", "mixed", "row-2"),
        ("solve", "broken", "row-0"),
    ]


def test_a_suite_may_be_left_out_and_one_of_losses_always_is(make_benchmark):
    a, b = (make_benchmark(name, {"solve": [(value,)]}) for name, value in (("a", 0.5), ("b", 0.25)))
    assert [change.kind for change in find_changes(a, b)] == ["broken"]
    assert [*find_changes(a, b, without={"solve"})] == []
    suite = b.results.suites["solve"]
    in_nats = {name: replace(score, unit="nats") for name, score in suite.scores.items()}
    results = replace(b.results, suites={"solve": replace(suite, scores=in_nats)})
    assert [*find_changes(a, replace(b, results=results))] == []


def test_so_many_of_each_kind_are_shown_with_the_question_and_both_replies(changes):
    change = replace(changes[0].b, reply="Try adding.", grade="2", topic_tags=("money",))
    asked = replace(change, messages=(Message(role="user", content="3 coins and 5 coins?"),))
    first = replace(changes[0], b=asked)
    console = Console(width=80, force_terminal=False, color_system=None)
    with console.capture() as capture:
        console.print(changes_view([first, *changes], ("sft_001", "sft_002"), 1))
    text = " ".join(capture.get().split())
    assert "hint: 2 fixed, 1 broken, 1 mixed" in text
    assert "solve: 1 broken" in text
    assert (
        "fixed row-0 grade 2, money 3 coins and 5 coins? sft_001 (leak_rate 0, guidance_rate 0) 8 "
        "sft_002 (leak_rate 0, guidance_rate 1) Try adding." in text
    )
    assert text.count("fixed row-0") == 1
