import pytest

from tutortrain.data.fields import BadRow
from tutortrain.data.format import parse, problem_digest
from tutortrain.types import Message

PLACE = "rows.jsonl:7"


def mistakes(row):
    with pytest.raises(BadRow) as caught:
        parse(row, PLACE)
    return list(caught.value.mistakes)


def test_a_prompt_and_a_response_are_enough():
    example = parse({"prompt": "2 + 2?", "response": "Count on."}, PLACE)
    assert example.messages == (
        Message(role="user", content="2 + 2?"),
        Message(role="assistant", content="Count on."),
    )
    assert example.problem == "2 + 2?"
    assert example.place == PLACE
    assert example.problem_id == problem_digest("2 + 2?")
    assert (example.answer, example.solution, example.grade, example.topic_tags) == (None, None, None, ())


def test_a_row_without_an_id_is_named_by_what_is_said_and_not_by_where_it_lies():
    row = {"prompt": "2 + 2?", "response": "Count on."}
    name = parse(row, "rows.jsonl:7").id
    assert len(name) == 16
    assert parse(row, "/home/me/rows.jsonl:9").id == name
    assert parse({**row, "response": "Count."}, "rows.jsonl:7").id != name


def test_all_that_is_known_is_kept():
    row = {
        "id": 12,
        "problem_id": "p",
        "problem": "2 + 2?",
        "prompt": "2 + 2?\n\nHelp.",
        "response": "Count on.",
        "answer": 4,
        "solution": "2 + 2 = 4",
        "grade": 1,
        "topic_tags": ["1.OA"],
        "my_own_note": {"seen": True},
    }
    example = parse(row, PLACE)
    assert (example.id, example.problem_id, example.problem) == ("12", "p", "2 + 2?")
    assert (example.answer, example.solution) == ("4", "2 + 2 = 4")
    assert (example.grade, example.topic_tags) == ("1", ("1.OA",))


def test_a_pupils_attempt_is_kept_and_the_first_wrong_step_where_it_is_known():
    row = {"prompt": "2 + 3 + 4?", "answer": 9, "attempt": ["2 + 3 = 6", "6 + 4 = 10"]}
    unmarked, marked = parse(row, PLACE), parse({**row, "mistake": 1}, PLACE)
    assert (unmarked.attempt, unmarked.mistake) == (("2 + 3 = 6", "6 + 4 = 10"), None)
    assert (marked.attempt, marked.mistake) == (("2 + 3 = 6", "6 + 4 = 10"), 1)
    assert parse({**row, "mistake": 0}, PLACE).mistake == 0


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"attempt": "2 + 3 = 6"}, "`attempt` is '2 + 3 = 6'; expected a list of steps as strings"),
        ({"attempt": ["2 + 3 = 6", " "]}, "`attempt` has an empty step; expected what the pupil wrote"),
        ({"attempt": ["a", "b"], "mistake": 3}, "`mistake` is 3; expected 0 or a step's number, from 0 to 2"),
        (
            {"attempt": ["a"], "mistake": True},
            "`mistake` is True; expected 0 or a step's number, from 0 to 1",
        ),
        ({"mistake": 1}, "`mistake` is there without `attempt`; expected the steps that it counts"),
    ],
)
def test_an_attempt_that_cannot_be_asked_about_is_refused(fields, mistake):
    assert mistakes({"prompt": "a", "response": "b", **fields}) == [mistake]


def test_a_conversation_has_its_turns_in_order_and_its_problem_is_the_first_question():
    turns = [
        ("system", "Guide."),
        ("user", "2 + 2?"),
        ("assistant", "Count."),
        ("user", "4?"),
        ("assistant", "Yes."),
    ]
    example = parse({"messages": [{"role": role, "content": text} for role, text in turns]}, PLACE)
    assert [(message.role, message.content) for message in example.messages] == turns
    assert example.problem == "2 + 2?"
    assert example.response == "Yes."


def test_a_row_with_an_answer_may_go_without_a_response():
    example = parse({"prompt": "2 + 2?", "answer": 4}, PLACE)
    assert [message.role for message in example.messages] == ["user"]
    assert (example.response, example.answer) == (None, "4")


def test_every_mistake_of_a_row_is_named_with_what_was_expected():
    row = {"prompt": 3, "reponse": "x", "grade": True, "topic_tags": "fractions", "answer": "  "}
    assert mistakes(row) == [
        "`prompt` is 3; expected what the pupil says as a string",
        "`response` is missing; expected the tutor's reply as a string (is `reponse` meant?)",
        "`answer` is empty; expected a name or number",
        "`grade` is True; expected a name or number as a string",
        "`topic_tags` is 'fractions'; expected a list of strings such as [\"fractions\"]",
    ]


@pytest.mark.parametrize(
    ("row", "mistake"),
    [
        ([1], "found a list; expected a JSON object with `prompt` and `response`, or `messages`"),
        (None, "found null; expected a JSON object with `prompt` and `response`, or `messages`"),
        ({"prompt": "a", "completion": "b"}, "(is `completion` meant?)"),
        ({"prompt": "a", "response": " \n"}, "`response` is empty; expected the tutor's reply"),
        ({"prompt": "a", "response": None}, "`response` is missing"),
        ({"prompt": "a", "answer": "4", "responses": "b"}, "(is `responses` meant?)"),
        ({"prompt": "a", "response": "\ud83d"}, "`response` holds half of a surrogate pair"),
        ({"messages": []}, "`messages` is []; expected a list of turns"),
        ({"messages": ["hello"]}, "`messages[1]` is 'hello'; expected an object"),
        ({"messages": [{"role": "user", "content": "a"}]}, "expected the last turn to be the assistant's"),
        ({"messages": [{"role": "assistant", "content": "a"}]}, "`messages` has no user's turn"),
        (
            {"messages": [{"role": "user", "content": "a"}, {"role": "tutor", "content": "b"}]},
            "`messages[2].role` is 'tutor'; expected one of system, user, assistant",
        ),
        (
            {"messages": [{"role": "user"}, {"role": "assistant", "content": "b"}]},
            "`messages[1].content` is null; expected what was said as a string",
        ),
    ],
)
def test_a_bad_row_says_what_was_found_and_what_was_expected(row, mistake):
    assert mistake in mistakes(row)[0]


def test_spacing_case_and_punctuation_do_not_make_another_problem():
    digest = problem_digest("Tom has 3 apples.  How many?")
    assert problem_digest("tom has 3 apples,\nhow many") == digest
    assert problem_digest("Tom has 4 apples. How many?") != digest
    assert len(digest) == 16
