"""Rows of a training file are matched with questions, each in the surest way, and counted on both sides."""

from pathlib import Path

import pytest

from tutortrain.data.example import Content
from tutortrain.data.listing import Mistakes
from tutortrain.data.searching import Bench, Kind, Match, Search, good_rows, read_bench
from tutortrain.types import Message

PENS = "Mia has 17 pens and loses 6 of them on her way home. Her sister gives her 4 more. How many are left?"
EGGS = "A hen lays 3 eggs a day. How many eggs does she lay in 5 days?"
FOX = "A fox and 2 hens cross the wide river in a small boat. Who rows?"
ASKED = (PENS, EGGS, PENS.upper(), EGGS, EGGS, FOX)


def about(problem, reply="Think."):
    turns = (Message(role="user", content=problem), Message(role="assistant", content=reply))
    return Content(messages=turns, problem=problem)


def bench(*problems, name="bench"):
    return read_bench(Path(name), enumerate(map(about, problems), 1))


def search(benches, *rows):
    found = Search(benches)
    found.look(enumerate(rows, 1))
    return found


def test_rows_that_say_the_same_words_are_about_one_question():
    assert [(question.text, question.rows) for question in bench(*ASKED).questions] == [
        (PENS, [1, 3]),
        (EGGS, [2, 4, 5]),
        (FOX, [6]),
    ]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (about(PENS.lower()), Kind.EXACT),
        (about("Help me.", f"You ask: {PENS}"), Kind.NGRAM),
        (about(f"{PENS}\n\nSolve it."), Kind.NGRAM),
        (about(PENS.replace("Mia", "Zoe").replace("sister", "aunt").replace("home", "out")), Kind.NEAR),
    ],
)
def test_a_row_counts_for_the_surest_way_in_which_it_has_a_question(row, kind):
    found = search([bench(*ASKED)], about("What is 1 + 1?"), row)
    (asked,) = found.benches
    assert (found.num_rows, list(found.having), asked.num_rows) == (2, [2], {kind: 1})
    assert {each: asked.num_seen(each) for each in Kind} == {k: (1, 2) if k == kind else (0, 0) for k in Kind}
    assert asked.first == {kind: [Match(row=2, text=row.problem, question=asked.questions[0])]}


def test_a_question_counts_for_the_surest_way_in_which_a_row_has_it():
    renamed = about(PENS.replace("Mia", "Zoe").replace("home", "out"))
    (asked,) = search([bench(*ASKED)], renamed, about(PENS), renamed).benches
    assert asked.num_rows == {Kind.NEAR: 2, Kind.EXACT: 1}
    assert [asked.num_seen(kind) for kind in Kind] == [(1, 2), (0, 0), (0, 0)]


def test_every_bench_has_its_own_counts_and_a_row_of_two_is_one_row():
    benches = [bench(PENS, EGGS), bench(FOX), bench(EGGS, PENS)]
    found = search(benches, about(EGGS), about(f"{FOX} {EGGS}"), about("Why?"))
    assert list(found.having) == [1, 2]
    assert [(each.num_rows, each.seen) for each in found.benches] == [
        ({Kind.EXACT: 1, Kind.NGRAM: 1}, {1: Kind.EXACT}),
        ({Kind.NGRAM: 1}, {0: Kind.NGRAM}),
        ({Kind.EXACT: 1, Kind.NGRAM: 1}, {0: Kind.EXACT}),
    ]


def test_only_the_first_rows_are_kept_as_examples():
    (asked,) = search([bench(*ASKED)], *[about(EGGS)] * 1_000).benches
    assert [match.row for match in asked.first[Kind.EXACT]] == [1, 2]
    assert asked.num_rows == {Kind.EXACT: 1_000}


def test_bad_rows_are_entered_with_their_places():
    mistakes = Mistakes()
    rows = [(1, {"prompt": "Why?", "response": "So."}), (3, 7), (4, {"prompt": "Why?"})]
    assert [number for number, _ in good_rows(Path("a"), rows, lambda row: row, mistakes)] == [1]
    assert [shown.partition(" ")[0] for shown in mistakes.shown] == ["a:3:", "a:4:"]


def test_a_bench_without_rows_is_seen_by_nobody():
    assert search([bench()], about(PENS)).benches == [Bench(path=Path("bench"), questions=[])]
