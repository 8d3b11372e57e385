"""What a judge is asked, and what is read from what it says."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.backends.endpoint.asking import to
from tests.backends.served import Served
from tutortrain.benchmark.judging.judge import FORM, Judge, read_label
from tutortrain.benchmark.judging.labelled import LABELS, Case
from tutortrain.types import Message

JUDGE = Judge(
    endpoint=to(Served(url="http://127.0.0.1:1/v1")),
    rubric="Be strict.\n",
    max_tokens=50,
    labelled=(),
    kept_in=Path("nowhere"),
)


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ('{"label": "good"}', "good"),
        ('```json\n{"label": "leaks", "why": "It says 8."}\n```', "leaks"),
        ('I first thought {"label": "good"}, and still do: {"label":"good"}', "good"),
        ('{"label": "good"} or {"label": "leaks"}', None),
        ('{"label": "fine"}', None),
        ('{"score": 3}', None),
        ('{"label": ["good"]}', None),
        ('{"label": good}', None),
        ("good", None),
        ("[]{}", None),
        ("", None),
    ],
)
def test_a_label_is_read_from_one_object_and_never_guessed(said, label):
    assert read_label(said) == label


def test_the_judge_is_told_rubric_answer_talk_and_reply_and_how_to_answer(examples):
    said = [Message(role="user", content="Tom has 3 apples. Help me.")]
    (question,) = JUDGE.question(Case(item=examples[0], said=said, reply="Add."))
    assert question.content == (
        "Be strict.\n\nThe right answer: 8\nWorked steps:\nTom has 3 + 5 = 8 apples.\n\n"
        f"<user>\nTom has 3 apples. Help me.\n</user>\n\n<reply>\nAdd.\n</reply>\n\n{FORM}"
    )
    assert all(f'{{"label": "{label}"}}' in FORM for label in LABELS)


def test_another_rubric_or_model_is_another_judge_and_another_address_is_not():
    elsewhere = replace(JUDGE, endpoint=to(Served(url="http://127.0.0.1:2/v1")))
    larger = replace(JUDGE, endpoint=to(Served(url="http://127.0.0.1:1/v1"), model="larger"))
    assert elsewhere.identity == JUDGE.identity
    assert len({JUDGE.identity, larger.identity, replace(JUDGE, rubric="Be kind.").identity}) == 3
