"""MathDial's and StepVerify's rows: what pupils did, and what their teachers said."""

import json

import pytest

from tutortrain.data.load import load
from tutortrain.errors import DataError

PROBLEM = "Ida has 4 bikes with 2 tyres each and buys 3 tyres. How many tyres does she have?"
DIAL = {
    "qid": 6000025,
    "question": PROBLEM,
    "ground_truth": "The bikes have 4 * 2 = 8 tyres.\nShe has 8 + 3 = 11 tyres.\n 11",
    "student_incorrect_solution": "She has 4 + 2 = 6 tyres. \n\nWith the new ones 6 + 3 = 9.\n 9.0",
    "self-typical-confusion": 4.0,
    "conversation": "Teacher: (generic)Hi Mariana, how did you begin?|EOM|Student: I added: 4 + 2.|EOM|"
    "Teacher: (probing)What does the 2 stand for?|EOM|Teacher: (focus)Look again.|EOM|Mariana: Tyres.",
}
VERIFIED = {
    "problem": PROBLEM,
    "reference_solution": DIAL["ground_truth"],
    "student_incorrect_solution": ["She has 4 + 2 = 6 tyres. ", "With the new ones 6 + 3 = 9.", " 9"],
    "incorrect_index": 0,
    "dialog_history": [
        {"user": "Teacher", "text": "Tell me."},
        {"user": "Student", "text": "I added."},
        {"user": "Teacher", "text": "What does the 2 stand for?"},
    ],
}
ATTEMPT = ("She has 4 + 2 = 6 tyres.", "With the new ones 6 + 3 = 9.", "The answer is 9.")
SHOWN = (
    f"{PROBLEM}\n\nMy solution:\nStep 1: She has 4 + 2 = 6 tyres.\nStep 2: With the new ones 6 + 3 = 9.\n"
    "Step 3: The answer is 9."
)


@pytest.fixture
def read(config, tmp_path):
    """The only row of a file that holds this one with these changes."""

    def only_row(kind, row, request="", **changes):
        path = tmp_path / "rows"
        path.write_text(json.dumps([row | changes] if kind == "stepverify" else row | changes))
        (read,) = load(config(kind=kind, train_file=str(path), num_train=1, request=request)).train
        return read

    return only_row


@pytest.mark.parametrize(("kind", "row"), [("mathdial", DIAL), ("stepverify", VERIFIED)])
def test_the_pupil_shows_problem_and_attempt_and_the_truth_is_taken_apart(read, kind, row):
    example = read(kind, row)
    assert (example.problem, example.answer, example.attempt) == (PROBLEM, "11", ATTEMPT)
    assert example.solution == "The bikes have 4 * 2 = 8 tyres.\nShe has 8 + 3 = 11 tyres."
    assert example.messages[0].content == SHOWN
    assert read(kind, row, request="Help.").messages[0].content == f"{SHOWN}\n\nHelp."


def test_mathdials_talk_ends_with_the_teacher_and_loses_its_labels(read):
    turns = read("mathdial", DIAL).messages[1:]
    assert [(turn.role, turn.content) for turn in turns] == [
        ("assistant", "Hi Mariana, how did you begin?"),
        ("user", "I added: 4 + 2."),
        ("assistant", "What does the 2 stand for?\nLook again."),
    ]


def test_stepverify_marks_the_first_wrong_step_counted_from_one_and_mathdial_marks_none(read):
    assert read("mathdial", DIAL).mistake is None
    assert read("stepverify", VERIFIED).mistake == 1
    assert read("stepverify", VERIFIED, incorrect_index=2).mistake == 3
    assert read("stepverify", VERIFIED).response == "What does the 2 stand for?"


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("mathdial", {"conversation": "Hello"}, "a turn of `conversation` is 'Hello'; expected `Teacher: ...`"),
        ("mathdial", {"conversation": "Student: Hi."}, "the conversation has no turn of the teacher's"),
        ("mathdial", {"ground_truth": "11"}, r"a solution is only \['11'\]; expected steps and, last, the answer"),
        ("mathdial", {"question": None}, "rows:1: `question` is missing; expected the problem"),
        ("stepverify", {"incorrect_index": 3}, "`incorrect_index` is 3; .* from 0 to 2"),
        ("stepverify", {"student_incorrect_solution": [], "incorrect_index": 0}, r"a solution is only \[\]"),
        ("stepverify", {"student_incorrect_solution": "9"}, "is '9'; expected a list of steps as strings"),
        ("stepverify", {"dialog_history": [{"user": "Robot", "text": "Hi"}]}, "a turn of `dialog_history` is"),
        ("stepverify", {"dialog_history": None}, "the conversation has no turn of the teacher's"),
    ],
)  # fmt: skip
def test_a_row_of_another_form_is_refused_by_its_place(read, kind, changes, message):
    with pytest.raises(DataError, match=message):
        read(kind, DIAL if kind == "mathdial" else VERIFIED, **changes)
