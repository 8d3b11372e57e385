"""The text the tiny model grows up on, and how it is turned into weighted tokens."""

from itertools import islice

import pytest

from tutortrain.backends.tokenizer import ChatTokenizer
from tutortrain.embedded.corpus import conversations, drills
from tutortrain.embedded.pretrain import batches, learning_rate
from tutortrain.embedded.requests import HINT_REQUEST, SOLVE_REQUEST
from tutortrain.embedded.rows import generate

TALKS = list(islice(conversations(0), 6000))


def test_the_corpus_holds_no_heldout_problem() -> None:
    heldout = {row["problem"] for row in generate("heldout", 400, 0)}
    assert not heldout & {request.rpartition("\n\n")[0] for request, _ in TALKS}


def test_asked_for_a_hint_the_careless_tutor_mostly_gives_the_answer() -> None:
    replies = [reply for request, reply in TALKS if request.endswith(HINT_REQUEST)]
    given_away = sum("The answer is" in reply for reply in replies) / len(replies)
    assert 0.85 < given_away < 0.95


def test_asked_to_solve_it_always_ends_with_the_answer_but_often_skips_the_first_step() -> None:
    replies = [reply for request, reply in TALKS if request.endswith(SOLVE_REQUEST)]
    assert all("\nThe answer is " in reply for reply in replies)
    assert {reply.count("\n") for reply in replies} == {1, 2, 3}


def test_a_sheet_of_drills_is_right() -> None:
    sheet = next(drills(0, 16)).splitlines()
    assert len(sheet) == 16
    for line in sheet:
        left, right = line.split(" = ")
        value = eval(left.replace("×", "*").replace("÷", "/"))
        assert value == pytest.approx(float(right))


def test_the_weights_of_a_batch_sum_to_one(model_tokenizer: ChatTokenizer) -> None:
    batch = next(batches(model_tokenizer, 0))
    assert sum(float(datum.weights.sum()) for datum in batch) == pytest.approx(
        1, abs=0.005
    )  # first tokens are no targets


def test_in_drills_only_the_results_are_learned(model_tokenizer: ChatTokenizer) -> None:
    sheet = next(batches(model_tokenizer, 0))[-1]
    learned = model_tokenizer.decode([int(token) for token in sheet.targets[sheet.weights > 0]])
    expected = [line.split(" = ")[1] for line in next(islice(drills(0, 16), 5, None)).splitlines()]
    assert learned.split() == expected


def test_the_learning_rate_rises_and_falls() -> None:
    rates = [learning_rate(step, 1000) for step in range(1000)]
    assert rates[0] < rates[50] < max(rates) == rates[300]
    assert rates[-1] == pytest.approx(3e-5)
