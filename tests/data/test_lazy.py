"""Rows that are rendered when they are asked for learn what they would if all were rendered at once."""

import json
from dataclasses import replace

import pytest

from tests.data.test_render import LetterTokenizer
from tutortrain.backends.tokenizer import open_tokenizer
from tutortrain.data import lazy, stored
from tutortrain.data.lazy import LazyData, render_lazily
from tutortrain.data.load import load
from tutortrain.data.render import render_all
from tutortrain.errors import DataError, ModelError

TINY = open_tokenizer("tiny")


@pytest.fixture
def rows(config, write, monkeypatch):
    """Writes rows and reads them as if they were too many to be kept."""
    monkeypatch.setattr(stored, "MAX_KEPT", 0)

    def build(*rows):
        path = write("rows.jsonl", *map(json.dumps, rows))
        return load(config(train_file=path, num_train=len(rows), num_eval=0)).train

    return build


@pytest.fixture
def growing(rows):
    """Row n has a reply of n words, and so two and more letters a word."""
    return rows(*({"prompt": f"{n}?", "response": " ".join(["ok"] * n)} for n in range(1, 61)))


def as_lists(rendering):
    return [(row.inputs.tolist(), row.targets.tolist(), row.weights.tolist()) for row in rendering.data]


def rendered(rows, max_length, on_too_long, tokenizer=TINY):
    """Lazily and at once."""
    return (render(rows, tokenizer, max_length, on_too_long) for render in (render_lazily, render_all))


@pytest.mark.parametrize(("max_length", "on_too_long"), [(40, "drop"), (40, "truncate"), (400, "error")])
@pytest.mark.parametrize("sample", [7, 2000])
def test_they_are_the_same_as_all_at_once(growing, monkeypatch, max_length, on_too_long, sample):
    monkeypatch.setattr(lazy, "SAMPLE", sample)
    late, at_once = rendered(growing, max_length, on_too_long)
    assert isinstance(late.data, LazyData)
    assert as_lists(late) == as_lists(at_once)
    assert late.num_dropped == at_once.num_dropped
    if late.num_sampled is None:
        assert late.num_truncated == at_once.num_truncated


def test_what_is_refused_is_refused_at_once_with_the_same_words(growing, rows):
    for refused, max_length, on_too_long in (
        (growing, 40, "error"),
        (growing, 3, "truncate"),
        (growing, 3, "drop"),
        (rows({"prompt": "a", "response": "b"}, {"prompt": "a", "answer": "b"}), 40, "error"),
    ):
        messages = []
        for render in (render_lazily, render_all):
            with pytest.raises(DataError) as caught:
                render(refused, TINY, max_length, on_too_long)
            messages.append(str(caught.value))
        assert messages[0] == messages[1]


def test_many_rows_that_are_cut_are_estimated_and_it_is_said_from_how_many(growing, monkeypatch):
    monkeypatch.setattr(lazy, "SAMPLE", 20)
    late, at_once = rendered(growing, 40, "truncate")
    assert late.num_sampled == 20
    assert late.num_truncated == pytest.approx(at_once.num_truncated, abs=8)
    assert any("an estimate from 20 of them" in note for note in late.notes())


class Spelling(LetterTokenizer):
    """Makes more tokens of a text than of its words, which none of ours does."""

    def encode(self, text):
        return super().encode(text)[:2]

    def render(self, messages):
        return LetterTokenizer().render(messages)


def test_where_words_are_no_bound_every_doubtful_row_is_looked_at(growing, monkeypatch):
    monkeypatch.setattr(lazy, "SAMPLE", 7)
    late, at_once = rendered(growing, 40, "drop", Spelling())
    assert as_lists(late) == as_lists(at_once)
    assert late.num_dropped == at_once.num_dropped > 0


class Babbling(LetterTokenizer):
    """Makes a hundred tokens of the letter q."""

    def render(self, messages):
        return super().render([replace(m, content=m.content.replace("q", "q" * 100)) for m in messages])


def test_a_row_that_turns_out_longer_than_it_can_be_is_an_error_with_its_place(rows):
    data = render_lazily(rows({"prompt": "a", "response": "q"}), Babbling(), 40, "error").data
    with pytest.raises(ModelError, match=r"rows\.jsonl:1: the tokenizer makes 105 tokens .*max_length=105"):
        data[0]
