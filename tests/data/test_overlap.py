"""A problem is found again however it is written, and not because another one is told alike."""

import tracemalloc

import pytest

from tutortrain.data.overlap import Overlap, Problems, find_overlap
from tutortrain.data.sources.embedded import rows_of

LONG = (
    "Mia has 17 pens and loses 6 of them on her way home. "
    "Her sister then gives her 4 more. How many pens are left?"
)
SHORT = "What is 3 + 5?"


def search(problems, *texts):
    return find_overlap(Problems(problems), [(text,) for text in texts])


@pytest.mark.parametrize(
    "written",
    [
        LONG,
        LONG.upper(),
        f"  {LONG}\n".replace(" ", "  "),
        LONG.replace(".", " –").replace("?", ""),
        LONG.replace("17", "１７"),  # full-width digits
    ],
)
def test_a_problem_is_found_however_it_is_spaced_capitalised_and_punctuated(written):
    assert search([SHORT, LONG], "Other words.", written) == Overlap(
        exact=frozenset([1]), ngram=frozenset([1]), num_exact_rows=1, num_ngram_rows=1, first=(1, 1)
    )


def test_a_short_problem_is_found_only_as_a_whole():
    assert search([SHORT], "what is 3 - 5").exact == {0}  # a sign is punctuation
    assert search([SHORT], "Tell me: what is 3 + 5?").ngram == frozenset()


def test_thirteen_words_in_a_row_and_the_same_numbers_are_the_same_problem():
    renamed = LONG.replace("Mia", "Zoe").replace("sister", "brother")
    prompt = f"You are a tutor. {LONG} Please give me a hint."
    found = search([SHORT, LONG], renamed.replace("brother", "sister"), prompt)
    assert (found.exact, found.ngram, found.num_ngram_rows) == (frozenset(), {1}, 2)
    assert search([LONG], " ".join(LONG.split()[:12])).ngram == frozenset()
    assert search(["All of the words here are spelt out and none of them is one."] * 2,
                  "So: all of the words here are spelt out and none of them is one").ngram == {0, 1}  # fmt: skip


@pytest.mark.parametrize("num_before", range(14))
@pytest.mark.parametrize("num_left_out", range(4))
def test_thirteen_words_are_found_wherever_they_begin(num_before, num_left_out):
    story = "A fox and two hens went by boat over the wide river to a"
    said = [*"abcdefghijklmn"[:num_before], *story.split()[num_left_out:]]
    is_alike = len(story.split()) - num_left_out >= 13
    assert search([story], " ".join(said)).ngram == ({0} if is_alike else set())


@pytest.mark.parametrize("numbers", [("17", "19"), ("17", "1"), ("6", "17")])
def test_the_same_words_with_other_numbers_are_another_problem(numbers):
    old, new = numbers
    assert search([LONG], LONG.replace(old, new, 1)).ngram == frozenset()


def test_numbers_in_another_order_are_another_problem():
    crate = "A crate that Ella found is {} feet long and {} feet wide. How large is it?"
    assert search([crate.format(5, 3)], crate.format(3, 5)).ngram == frozenset()
    assert search([crate.format(5, 3)], crate.format(5, 3)).ngram == {0}


def test_rows_are_counted_once_however_many_of_their_texts_have_a_problem():
    rows = [(LONG, f"{LONG} Solve it.", "Take 6 from 17."), (SHORT, "8"), ("Hello", "Hi")]
    found = find_overlap(Problems([LONG, SHORT, LONG.upper(), "Unseen?"]), rows)
    assert (found.exact, found.ngram) == ({0, 1, 2}, {0, 1, 2})
    assert (found.num_exact_rows, found.num_ngram_rows) == (2, 2)


def test_of_the_embedded_held_out_problems_none_is_trained_on():
    problems = Problems(str(row["problem"]) for row in rows_of("heldout"))
    rows = ([str(row["prompt"]), str(row["response"])] for row in rows_of("train"))
    assert find_overlap(problems, rows).ngram == frozenset()


def test_memory_does_not_grow_with_the_texts():
    tracemalloc.start()
    found = find_overlap(Problems([LONG]), ((f"{LONG} And {number} others?",) for number in range(5_000)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.num_ngram_rows == 5_000
    assert peak < 100_000  # bytes; the texts together have a million
