"""Chat rendering: the tokens are the template's, and the tutor's span is exactly what the tutor writes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.backends.small_models import CHATML, write_tokenizer
from tutortrain.backends.tokenizer import ChatTokenizer, open_tokenizer
from tutortrain.errors import ModelError
from tutortrain.types import Message, Rendered

LLAMA = """{{ bos_token }}{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n\\n' + message['content'] | trim + '<|eot_id|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n\\n' }}{% endif %}"""

QWEN3 = """{%- set ns = namespace(last=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- if message.role == 'user' and not ns.found %}{%- set ns.found = true %}{%- set ns.last = messages|length - loop.index %}{%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.role == 'assistant' and loop.index0 > ns.last %}
        {{- '<|im_start|>assistant\\n<think>\\n\\n</think>\\n\\n' + message.content.lstrip('\\n') }}
    {%- else %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content }}
    {%- endif %}
    {{- '<|im_end|>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}
{%- endif %}"""

QWEN3_ALWAYS_THINKING = QWEN3.replace("enable_thinking is defined and enable_thinking is false", "false")

TURNS = [
    Message(role="user", content="2 + 3?"),
    Message(role="assistant", content="What is 2 + 2?"),
    Message(role="user", content=" é 4 "),
    Message(role="assistant", content="\nAnd one more?"),
]


def spans(tokenizer: ChatTokenizer, rendered: Rendered) -> list[str]:
    """What each span holds, special tokens included."""
    ids = [rendered.tokens[span.start : span.stop] for span in rendered.spans]
    return [tokenizer._vocabulary.decode(list(part), skip_special_tokens=False) for part in ids]


def test_chatml_marks_the_tutors_words_and_the_end_of_turn_but_not_the_newline_after_it(
    tmp_path: Path,
) -> None:
    tokenizer = open_tokenizer(str(write_tokenizer(tmp_path)))

    assert spans(tokenizer, tokenizer.render(TURNS)) == [
        "2 + 3?",
        "What is 2 + 2?<|im_end|>",
        " é 4 ",
        "\nAnd one more?<|im_end|>",
    ]


def test_a_template_that_trims_is_followed(tmp_path: Path) -> None:
    tokenizer = open_tokenizer(str(write_tokenizer(tmp_path, LLAMA)))
    rendered = tokenizer.render(TURNS)

    assert spans(tokenizer, rendered) == [
        "2 + 3?",
        "What is 2 + 2?<|eot_id|>",
        "é 4",
        "And one more?<|eot_id|>",
    ]
    assert rendered.tokens[0] == tokenizer.encode("<|begin_of_text|>")[0]


def test_a_template_that_asks_for_the_date_gets_the_same_one_every_day(tmp_path: Path) -> None:
    template = "{{ date_string }} = {{ strftime_now('%d %b %Y') }}{% for message in messages %}{{ message.content + '<|im_end|>' }}{% endfor %}"
    tokenizer = open_tokenizer(str(write_tokenizer(tmp_path, template)))

    assert tokenizer.decode(tokenizer.prompt(TURNS[:1])) == "26 Jul 2024 = 26 Jul 20242 + 3?"


def test_a_thinking_template_trains_what_follows_its_prompt(tmp_path: Path) -> None:
    tokenizer = open_tokenizer(str(write_tokenizer(tmp_path, QWEN3)))
    rendered = tokenizer.render(TURNS)

    assert spans(tokenizer, rendered)[1::2] == ["What is 2 + 2?<|im_end|>", "And one more?<|im_end|>"]
    prompt = tokenizer.prompt(TURNS[:3])
    assert prompt == rendered.tokens[: rendered.spans[-1].start]
    assert tokenizer.decode(prompt).endswith("<think>\n\n</think>\n\n")


def test_what_the_template_adds_behind_its_prompt_is_the_models_to_write(tmp_path: Path) -> None:
    tokenizer = open_tokenizer(str(write_tokenizer(tmp_path, QWEN3_ALWAYS_THINKING)))

    last = spans(tokenizer, tokenizer.render(TURNS))[-1]

    assert last == "<think>\n\n</think>\n\nAnd one more?<|im_end|>"


@pytest.mark.parametrize("template", [CHATML, LLAMA, QWEN3, QWEN3_ALWAYS_THINKING])
def test_prompt_and_rendering_agree(tmp_path: Path, template: str) -> None:
    tokenizer = open_tokenizer(str(write_tokenizer(tmp_path, template)))
    rendered, prompt = tokenizer.render(TURNS[:2]), tokenizer.prompt(TURNS[:1])

    assert rendered.tokens[: rendered.spans[-1].start] == prompt


@pytest.mark.parametrize("template", [CHATML, LLAMA])
def test_tokens_are_those_of_transformers(tmp_path: Path, template: str) -> None:
    from transformers import AutoTokenizer

    tokenizer = open_tokenizer(str(write_tokenizer(tmp_path, template)))
    theirs = AutoTokenizer.from_pretrained(tmp_path)
    turns = [{"role": message.role, "content": message.content} for message in TURNS]

    assert list(tokenizer.render(TURNS).tokens) == theirs.apply_chat_template(turns)["input_ids"]
    prompt = theirs.apply_chat_template(turns[:3], add_generation_prompt=True)["input_ids"]
    assert list(tokenizer.prompt(TURNS[:3])) == prompt


def test_todays_date_is_not_written_into_conversations(tmp_path: Path) -> None:
    dated = "{% if not date_string is defined %}{% set date_string = strftime_now('%d %b %Y') %}{% endif %}"
    tokenizer = open_tokenizer(str(write_tokenizer(tmp_path, dated + "Today: {{ date_string }}" + CHATML)))

    assert tokenizer.decode(tokenizer.prompt(TURNS[:1])).startswith("Today: 26 Jul 2024user\n2 + 3?")


def test_the_template_may_stand_in_the_tokenizers_configuration(tmp_path: Path) -> None:
    write_tokenizer(
        tmp_path,
        chat_template=[{"name": "tool_use", "template": "x"}, {"name": "default", "template": LLAMA}],
    )
    (tmp_path / "chat_template.jinja").unlink()

    assert open_tokenizer(str(tmp_path)).stop_tokens == (3,)


def test_stop_tokens_are_the_end_of_turn_and_what_generation_config_adds(tmp_path: Path) -> None:
    write_tokenizer(tmp_path, LLAMA)
    (tmp_path / "generation_config.json").write_text('{"eos_token_id": [2, 3]}')

    assert open_tokenizer(str(tmp_path)).stop_tokens == (3, 2)


def test_decoding_leaves_special_tokens_out_and_encoding_adds_none(tmp_path: Path) -> None:
    tokenizer = open_tokenizer(str(write_tokenizer(tmp_path)))

    assert tokenizer.decode([1, *tokenizer.encode("7 é"), 2]) == "7 é"
    assert len(tokenizer.encode("abc")) == 3


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        (
            "{{ raise_exception('no system role') }}",
            "refuses a conversation of user, assistant: no system role",
        ),
        ("{% for m in messages %}", "cannot be read"),
        ("{{ messages[0].content }}<|im_end|>", "leaves out or reorders a assistant message"),
        ("{% for m in messages %}{{ m.content }}\n{% endfor %}", "nothing would teach the model to stop"),
        (
            CHATML.replace("assistant\\n", "tutor\\n"),
            "generation prompt is no beginning of its assistant turn",
        ),
    ],
)
def test_a_template_that_cannot_be_used_says_why(tmp_path: Path, template: str, complaint: str) -> None:
    with pytest.raises(ModelError, match=complaint):
        open_tokenizer(str(write_tokenizer(tmp_path, template)))


def test_a_template_that_rewrites_a_message_is_refused(tmp_path: Path) -> None:
    template = CHATML.replace("message['content']", "message['content'].replace('x', 'y')")
    tokenizer = open_tokenizer(str(write_tokenizer(tmp_path, template)))

    with pytest.raises(ModelError, match="rewrites this user message: 'x = 2'"):
        tokenizer.render([Message(role="user", content="x = 2"), Message(role="assistant", content="ok")])


@pytest.mark.parametrize(
    ("file", "content", "complaint"),
    [
        ("tokenizer.json", None, r"holds no tokenizer\.json"),
        ("tokenizer.json", "{", r"tokenizer\.json is no tokenizer"),
        ("chat_template.jinja", None, "has no chat template; use an instruct"),
        ("generation_config.json", "{", r"generation_config\.json is no JSON"),
    ],
)
def test_a_damaged_folder_says_which_file(
    tmp_path: Path, file: str, content: str | None, complaint: str
) -> None:
    write_tokenizer(tmp_path)
    path = tmp_path / file
    path.unlink(missing_ok=True) if content is None else path.write_text(content)

    with pytest.raises(ModelError, match=complaint):
        _ = open_tokenizer(str(tmp_path)).stop_tokens


def test_opening_a_tokenizer_imports_neither_torch_nor_transformers(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    program = (
        "import sys; from tutortrain.backends.tokenizer import open_tokenizer; "
        f"open_tokenizer({str(tmp_path)!r}); print({{'torch', 'transformers'}} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"


def test_the_pieces_of_a_conversation_are_one_a_token_and_together_all_of_it():
    tokenizer = open_tokenizer("tiny")
    messages = (Message(role="user", content=" Zoë has 12\n"), Message(role="assistant", content="Count on."))
    pieces = tokenizer.pieces(messages)
    assert len(pieces) == len(tokenizer.render(messages).tokens)
    assert "".join(pieces) == "<|user|> Zoë has 12\n<|end|><|assistant|>Count on.<|end|>"
