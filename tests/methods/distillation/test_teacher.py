"""Who answers: a model that the run opens, or one behind an address."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.backends.bigram import CharacterTokenizer
from tests.backends.served import MODEL, Served, always, choice, completion, refuse, say, serving
from tests.methods.distillation.recipes import config
from tests.methods.distillation.teachers import Knowing, question
from tests.methods.rows import examples, inputs, teacher
from tutortrain.errors import ConfigError
from tutortrain.methods.distillation.teacher import (
    Answer,
    ModelTeacher,
    ServedTeacher,
    Teacher,
    choose_teacher,
)

QUESTIONS = [question(example) for example in examples()[:3]]


def test_a_model_reads_the_questions_by_its_own_tokenizer() -> None:
    """A question of code points that it knows, and an answer of as many tokens as it has letters."""
    replies = {examples()[0].problem: ("  8 ", "8."), examples()[1].problem: ("four times six is 24", "5")}
    sampling = config("method.sampling.group_size=2", "method.sampling.max_tokens=10").sampling
    answers = ModelTeacher(Knowing(replies), sampling).answer(QUESTIONS[:2], (0, 0))

    assert answers == [
        [Answer(reply="8", num_tokens=5), Answer(reply="8.", num_tokens=3)],
        [Answer(reply="four times", num_tokens=10, truncated=True), Answer(reply="5", num_tokens=2)],
    ]
    assert [[answer.is_whole for answer in group] for group in answers] == [[True, True], [False, True]]


def test_a_models_answers_follow_from_the_key() -> None:
    model = ModelTeacher(teacher("nine"), config().sampling)
    one, same, other = (model.answer(QUESTIONS, key) for key in ((0, 0), (0, 0), (0, 1)))
    assert one == same
    assert one != other
    assert [len(group) for group in one] == [6, 6, 6]


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as server:
        yield server


def at(served: Served, *overrides: str) -> Teacher:
    settings = ["method.mode=off_policy", f"method.teacher.url={served.url}", f"method.teacher.model={MODEL}",
                "method.teacher.max_retries=0", "method.sampling.group_size=3"]  # fmt: skip
    return choose_teacher(config(*settings, *overrides), inputs())


def test_an_address_is_asked_as_the_settings_say(served: Served) -> None:
    at(served, "method.sampling.temperature=0.7", "method.sampling.top_p=0.9").answer(QUESTIONS, (5, 0))
    bodies = [seen.body for seen in served.seen]

    assert Counter(served.questions) == {one.messages[0].content: 3 for one in QUESTIONS}
    assert {(body["model"], body["max_tokens"], body["temperature"], body["top_p"]) for body in bodies} == {
        (MODEL, 40, 0.7, 0.9)
    }
    seeds = {body["seed"] for body in bodies}
    assert len(seeds) == 9
    assert all(0 <= seed < 2**31 for seed in seeds)


def test_its_answers_come_in_groups_by_question(served: Served) -> None:
    answers = at(served).answer(QUESTIONS, (5, 0))
    said: dict[str, list[str]] = {one.messages[0].content: [] for one in QUESTIONS}
    for seen in served.seen:
        said[seen.question].append(completion(seen.body)["choices"][0]["message"]["content"].strip())

    assert [sorted(answer.reply for answer in group) for group in answers] == [
        sorted(replies) for replies in said.values()
    ]
    assert len({answer.reply for group in answers for answer in group}) == 9


def test_its_answers_follow_from_the_key_where_the_server_heeds_seeds(served: Served) -> None:
    one, same, other = (at(served).answer(QUESTIONS, key) for key in ((5, 0), (5, 0), (5, 1)))
    assert one == same
    assert one != other


def test_what_it_cut_off_or_refused_is_not_whole(served: Served) -> None:
    cut, refused, good = (one.messages[0].content for one in QUESTIONS)
    faults = {
        cut: say({"choices": [choice("how many", "length")], "usage": {"completion_tokens": 40}}),
        refused: refuse(400, "too long"),
        good: say({"choices": [choice(" six ")], "usage": {"completion_tokens": 2}}),
    }
    served.fault_for = lambda asked, num_before: faults[asked]
    answers = at(served, "method.sampling.group_size=1").answer(QUESTIONS, (5, 0))

    assert answers == [
        [Answer(reply="how many", num_tokens=40, truncated=True)],
        [Answer(failure="400: too long")],
        [Answer(reply="six", num_tokens=2)],
    ]
    assert [group[0].is_whole for group in answers] == [False, False, True]


def test_tokens_that_the_server_does_not_count_are_counted_as_the_student_reads_them(served: Served) -> None:
    served.fault_for = always(say({"choices": [choice("six pens")]}))
    ((answer,),) = at(served, "method.sampling.group_size=1").answer(QUESTIONS[:1], (5, 0))
    assert answer.num_tokens == len(CharacterTokenizer().encode("six pens"))


def test_address_and_model_decide_what_an_address_answers(served: Served) -> None:
    others = ["method.teacher.url=http://127.0.0.1:1/v1", "method.teacher.model=other"]
    identities = {at(served, *override).identity() for override in ([], others[:1], others[1:])}
    assert len(identities) == 3
    assert at(served, "method.teacher.max_concurrent=2").identity() in identities


def test_what_an_address_cannot_be_told_is_refused(served: Served) -> None:
    with pytest.raises(ConfigError, match=r"method\.sampling\.top_k: .*set it to 0"):
        at(served, "method.sampling.top_k=5")
    assert isinstance(at(served), ServedTeacher)
