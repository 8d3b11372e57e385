import time
from dataclasses import replace

import numpy as np
import pytest

from tutortrain.data.render import render_all
from tutortrain.errors import DataError
from tutortrain.types import Message, Rendered, Span

START = 1
END = 2
STOPPERS = {"user": 3, "assistant": END, "system": 4}


class LetterTokenizer:
    """A token for each letter, `START` before every turn and the role's stopper after it."""

    stop_tokens = (END,)

    def encode(self, text):
        return tuple(ord(letter) for letter in text)

    def decode(self, tokens):
        return "".join(chr(token) for token in tokens if token > max(STOPPERS.values()))

    def render(self, messages):
        tokens, spans = [], []
        for message in messages:
            tokens.append(START)
            begin = len(tokens)
            tokens += [*self.encode(message.content), STOPPERS[message.role]]
            spans.append(Span(role=message.role, start=begin, stop=len(tokens)))
        return Rendered(tokens=tuple(tokens), spans=tuple(spans))

    def lengths(self, conversations):
        return tuple(len(self.render(messages).tokens) for messages in conversations)

    def prompt(self, messages):
        return (*self.render(messages).tokens, START)


def render(examples, max_length=100, on_too_long="error"):
    return render_all(examples, LetterTokenizer(), max_length, on_too_long)


def learned(datum):
    """The targets that carry weight."""
    return datum.targets[datum.weights == 1.0].tolist()


def test_exactly_the_tutors_letters_and_the_end_of_its_turn_are_learned(example):
    (datum,) = render([example(1, response="Yes")]).data
    assert learned(datum) == [ord("Y"), ord("e"), ord("s"), END]
    assert datum.weights.tolist() == [0.0] * (len("problem 1") + 2) + [1.0] * 4
    assert (datum.weights.dtype, datum.inputs.dtype) == (np.float32, np.int64)


def test_rows_without_a_response_are_refused_with_the_methods_that_need_none(example):
    asked = replace(example(2), messages=example(2).messages[:1])
    with pytest.raises(DataError, match=r"1 row has an `answer` but no `response`.*method=rlvr") as refused:
        render([example(1), asked])
    assert str(refused.value).splitlines()[1:] == ["  rows.jsonl:2"]


def test_targets_follow_inputs_by_one(example):
    (datum,) = render([example(1)]).data
    tokens = LetterTokenizer().render(example(1).messages).tokens
    assert datum.inputs.tolist() == list(tokens[:-1])
    assert datum.targets.tolist() == list(tokens[1:])


def test_every_turn_of_the_tutor_is_learned_and_none_of_the_pupils(example):
    turns = (("system", "S"), ("user", "U"), ("assistant", "A"), ("user", "V"), ("assistant", "B"))
    talk = replace(example(1), messages=tuple(Message(role=role, content=text) for role, text in turns))
    (datum,) = render([talk]).data
    assert learned(datum) == [ord("A"), END, ord("B"), END]


def test_tokens_are_counted(example):
    rendering = render([example(1, response="Yes"), example(2, response="No")])
    assert rendering.num_tokens == (11 + 5 - 1) + (11 + 4 - 1)
    assert rendering.num_trained == 4 + 3
    assert (rendering.num_truncated, rendering.num_dropped) == (0, 0)


def test_rows_that_are_too_long_are_refused_together_with_three_remedies(example):
    rows = [example(1), example(2, response="a" * 30), example(3), example(4, response="b" * 40)]
    with pytest.raises(DataError) as caught:
        render(rows, max_length=30)
    assert str(caught.value).splitlines() == [
        "2 rows have more than model.max_length=30 tokens; set model.max_length=53, "
        "data.on_too_long=truncate or data.on_too_long=drop:",
        "  rows.jsonl:2: 43 tokens",
        "  rows.jsonl:4: 53 tokens",
    ]


def test_the_longest_row_that_fits_is_kept_whole(example):
    assert render([example(1, response="a" * 30)], max_length=43).num_trained == 31


def test_rows_are_cut_at_the_end_when_told_to_and_counted(example):
    rendering = render([example(1), example(2, response="a" * 30)], max_length=30, on_too_long="truncate")
    assert (rendering.num_truncated, rendering.num_dropped, len(rendering.data)) == (1, 0, 2)
    assert rendering.data[1].num_tokens == 29
    assert learned(rendering.data[1]) == [ord("a")] * 18


def test_rows_are_dropped_when_told_to_and_counted(example):
    rendering = render([example(1), example(2, response="a" * 30)], max_length=30, on_too_long="drop")
    assert (rendering.num_truncated, rendering.num_dropped, len(rendering.data)) == (0, 1, 1)


def test_a_row_that_leaves_nothing_to_learn_is_refused_with_its_place(example):
    with pytest.raises(DataError, match=r"1 row leaves no token .*\n  rows\.jsonl:1000"):
        render([example(1), example(1000)], max_length=13, on_too_long="truncate")


def test_dropping_every_row_is_an_error_and_having_none_is_not(example):
    with pytest.raises(DataError, match="none is left"):
        render([example(1)], max_length=5, on_too_long="drop")
    assert render([]).data == ()


def test_four_thousand_rows_add_little_to_the_tokenizers_own_time(example):
    rows = [example(number, response="word " * 20) for number in range(4000)]
    began = time.perf_counter()
    rendering = render(rows, max_length=200)
    assert len(rendering.data) == 4000
    assert time.perf_counter() - began < 2
