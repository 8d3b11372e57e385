"""Bridge's rows as published: chats with a novice tutor, and an expert's reply to the pupil's mistake."""

import json

import pytest

from tutortrain.data.load import load
from tutortrain.errors import DataError

ROW = {
    "c_id": "77_12",
    "lesson_topic": "3.4B.Rounding Whole Numbers (Review) - 1",
    "c_h": [
        {"id": 12, "user": "student", "text": "ok ", "time": "01:02"},
        {"id": 13, "user": "tutor", "text": "Round 1,372 to the hundreds.", "time": "01:05"},
        {"id": 14, "user": "tutor", "text": "", "time": "01:06"},
        {"id": 15, "user": "student", "text": "1,300", "time": "01:09"},
    ],
    "c_r": [{"id": 16, "user": "tutor", "text": "No.", "time": "01:12"}],
    "c_r_": [
        {"user": "tutor", "text": "Nearly!", "is_revised": True},
        {"user": "tutor", "text": "Which digit stands in the tens?", "is_revised": True},
    ],
    "c_revision": [{"user": "student", "text": "7", "is_revised": True}],
    "e": "guess",
    "z_what": "ask_question",
    "z_why": "hint",
}
CHAT = "Lesson: rounding whole numbers\nStudent: ok\nTutor: Round 1,372 to the hundreds.\nStudent: 1,300"


@pytest.fixture
def read(config, tmp_path):
    """The rows of a file that holds ROW once for each of these changes."""

    def build(*changes, request="Reply."):
        path = tmp_path / "train.json"
        path.write_text(json.dumps([ROW | change for change in changes or ({},)]))
        asked = config(kind="bridge", train_file=str(path), num_train=len(changes) or 1, request=request)
        return load(asked).train

    return build


def test_the_chat_is_asked_about_and_only_the_experts_reply_is_learned(read):
    (row,) = read()
    assert [(turn.role, turn.content) for turn in row.messages] == [
        ("user", f"{CHAT}\n\nReply."),
        ("assistant", "Nearly!\nWhich digit stands in the tens?"),
    ]
    assert (row.problem, row.answer) == (CHAT, None)


@pytest.mark.parametrize(
    ("lesson", "grade", "topics"),
    [
        ("3.4B.Rounding Whole Numbers (Review) - 1", "3", ("rounding whole numbers",)),
        ("5.2A.Place Value", "5", ("place value",)),
        ("7.RP.2a.Proportional Relationship Graphs", "7", ("proportional relationship graphs",)),
        ("4.2D.Rounding;3.6E.Shapes and Area", "4", ("rounding", "shapes and area")),
        ("A2.7D.Factoring Polynomials", None, ("factoring polynomials",)),
        ("Unknown", None, ()),
    ],
)
def test_grade_and_topics_are_the_lessons(read, lesson, grade, topics):
    (row,) = read({"lesson_topic": lesson})
    assert (row.grade, row.topic_tags) == (grade, topics)


def test_rows_of_one_chat_are_one_problem_and_two_experts_replies_are_two_rows(read):
    first, other_reply, later, other_chat = read(
        {}, {"c_r_": [{"user": "tutor", "text": "Look again."}]}, {"c_id": "77_30"}, {"c_id": "78_12"}
    )
    assert first.problem_id == other_reply.problem_id == later.problem_id != other_chat.problem_id
    assert first.id != other_reply.id


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"c_id": None}, r"train\.json:1: `c_id` is missing; expected chat and place in it"),
        ({"lesson_topic": 3}, "`lesson_topic` is 3; expected a lesson such as"),
        ({"c_h": "hello"}, "`c_h` has no turn that says something"),
        ({"c_r_": [{"user": "tutor", "text": " "}]}, "`c_r_` has no turn that says something"),
        ({"c_h": [{"text": "hello"}]}, "a turn of `c_h` is {'text': 'hello'}; expected `user` and `text`"),
        ({"c_h": [{"user": 5, "text": "hi"}]}, "a turn of `c_h` is {'user': 5, 'text': 'hi'}; expected"),
        ({"c_r_": ["hello"]}, "a turn of `c_r_` is hello; expected `user` and `text`"),
    ],
)
def test_a_row_of_another_form_is_refused_by_its_place(read, change, message):
    with pytest.raises(DataError, match=message):
        read(change)
