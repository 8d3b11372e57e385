"""What `tutortrain data show` colours."""

from tutortrain.backends.tokenizer import open_tokenizer
from tutortrain.data.stretches import stretches
from tutortrain.types import Message

TALK = (
    Message(role="user", content="What is 3 + 4?"),
    Message(role="assistant", content="Start from 3."),
)


def shown(max_length):
    tokenizer = open_tokenizer("tiny")
    parts = stretches(tokenizer.render(TALK), tokenizer.pieces(TALK), max_length)
    return [(part.text, part.num_tokens, part.part, part.is_cut) for part in parts]


def test_the_reply_is_learned_with_its_end_and_the_rest_is_read():
    assert shown(100) == [
        ("<|user|>", 1, "template", False),
        ("What is 3 + 4?", 8, "read", False),
        ("<|end|><|assistant|>", 2, "template", False),
        ("Start from 3.<|end|>", 6, "learned", False),
    ]


def test_what_is_beyond_the_length_is_cut_in_the_middle_of_a_reply():
    assert shown(12)[3:] == [("Start", 1, "learned", False), (" from 3.<|end|>", 5, "learned", True)]
