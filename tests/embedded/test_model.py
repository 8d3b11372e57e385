"""The folder that ships with the project: its size, its tokenizer, and that anyone's transformers can load it."""

import json
from itertools import islice

import pytest

from tutortrain.backends.models import EMBEDDED_FOLDER
from tutortrain.backends.tokenizer import ChatTokenizer
from tutortrain.embedded.corpus import conversations
from tutortrain.types import Message


def test_the_folder_is_at_most_four_megabytes() -> None:
    assert sum(path.stat().st_size for path in EMBEDDED_FOLDER.iterdir()) <= 4_000_000


@pytest.mark.parametrize(
    "text",
    ["Tom has 3 + 5 = 8 apples.", "12 × 7 ÷ 2", "naïve Ωmega 日本語 🙂\n\ttab", "", " 3.14159 ", "<|end|"],
)
def test_any_text_survives_the_tokenizer(model_tokenizer: ChatTokenizer, text: str) -> None:
    assert model_tokenizer.decode(model_tokenizer.encode(text)) == text


def test_every_digit_is_a_token_of_its_own(model_tokenizer: ChatTokenizer) -> None:
    tokens = model_tokenizer.encode("1203.45")
    assert [model_tokenizer.decode([token]) for token in tokens] == list("1203.45")


def test_the_vocabulary_knows_the_words_of_the_problems(model_tokenizer: ChatTokenizer) -> None:
    talks = list(islice(conversations(99), 200))
    num_tokens = sum(len(model_tokenizer.encode(request + reply)) for request, reply in talks)
    num_words = sum(len((request + reply).split()) for request, reply in talks)
    assert num_tokens < 1.8 * num_words


def test_the_chat_template_marks_roles_and_ends_every_turn(model_tokenizer: ChatTokenizer) -> None:
    turns = (
        Message(role="system", content="Be kind."),
        Message(role="user", content="3 + 5?"),
        Message(role="assistant", content="Count on."),
    )
    rendered = model_tokenizer.render(turns)
    marked = "<|system|>Be kind.<|end|><|user|>3 + 5?<|end|><|assistant|>Count on.<|end|>"
    assert rendered.tokens == model_tokenizer.encode(marked)
    reply = rendered.spans[-1]
    assert model_tokenizer.prompt(turns[:2]) == rendered.tokens[: reply.start]
    assert rendered.tokens[reply.stop - 1] == model_tokenizer.stop_tokens[0]


def test_the_end_of_turn_ends_generation() -> None:
    settings = json.loads((EMBEDDED_FOLDER / "generation_config.json").read_text())
    vocabulary = json.loads((EMBEDDED_FOLDER / "tokenizer.json").read_text())
    ids = {token["content"]: token["id"] for token in vocabulary["added_tokens"]}
    assert settings["eos_token_id"] == ids["<|end|>"]


def test_plain_transformers_loads_it_and_it_has_one_to_two_million_parameters() -> None:
    transformers = pytest.importorskip("transformers")
    model = transformers.AutoModelForCausalLM.from_pretrained(EMBEDDED_FOLDER)
    tokenizer = transformers.AutoTokenizer.from_pretrained(EMBEDDED_FOLDER)
    num_parameters = sum(parameter.numel() for parameter in model.parameters())
    assert 1_000_000 <= num_parameters <= 2_000_000
    assert str(model.dtype) == "torch.bfloat16"
    assert model.config.max_position_embeddings >= 512
    text = tokenizer.apply_chat_template(
        [{"role": "user", "content": "2 + 2?"}], tokenize=False, add_generation_prompt=True
    )
    assert text == "<|user|>2 + 2?<|end|><|assistant|>"
