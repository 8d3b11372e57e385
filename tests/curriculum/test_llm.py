"""The tagger that asks a served model: a real server, which answers by the book or does not."""

import re

import pytest

from tests.backends.served import MODEL, choice, refuse, say, serving
from tutortrain.config.endpoint import EndpointConfig
from tutortrain.curriculum.problem import Problem
from tutortrain.curriculum.taggers import TAGGERS, TaggerOptions
from tutortrain.errors import ConfigError, EndpointError

HALF = Problem(text="What is a half of 3/4?")
SUM = Problem(text="What is 2 + 3?")
GIVES = {
    "grade": {"half": "Grade 5.", "2 + 3": "K"},
    "domain": {"half": "5.NF", "2 + 3": "K.OA"},
    "standard": {"half": "It is 5.NF.B.4, I think.", "2 + 3": "k.oa.a.2"},
}


@pytest.fixture
def served():
    with serving() as server:
        yield server


@pytest.fixture
def tagger(served):
    config = EndpointConfig(
        url=served.url, model=MODEL, api_key_env=None, max_concurrent=4, timeout_seconds=10, max_retries=0
    )
    return TAGGERS["llm"](TaggerOptions(endpoint=config))


def by_the_book(question, num_before=0):
    what = re.search("Which (grade|domain|standard) of", question)[1]
    reply = next(reply for words, reply in GIVES[what].items() if words in question)
    return say({"model": MODEL, "choices": [choice(reply)]})


def test_it_walks_from_grade_to_domain_to_standard(served, tagger):
    served.fault_for = by_the_book
    tags = tagger.tag([HALF, SUM])
    assert [(tag.grade, tag.topic, tag.confidence) for tag in tags] == [
        ("5", "5.NF.B.4", None),
        ("K", "K.OA.A.2", None),
    ]
    assert tags[0].topic_tags == ["5.NF", "5.NF.B", "fractions"]
    assert len(served.questions) == 6


def test_only_what_can_be_chosen_is_shown(served, tagger):
    served.fault_for = by_the_book
    tagger.tag([HALF])
    grades, domains, standards = served.questions
    assert re.findall(r"^\w: ", grades, re.MULTILINE) == [f"{grade}: " for grade in "K12345678"]
    assert re.findall(r"^5\.(\w+): ", domains, re.MULTILINE) == ["OA", "NBT", "NF", "MD", "G"]
    assert len(re.findall(r"^5\.NF\.[AB]\.\d: ", standards, re.MULTILINE)) == 7


def test_a_reply_that_names_no_choice_is_a_failure_and_keeps_what_was_found(served, tagger):
    def babbles(question, num_before):
        return say({"model": MODEL, "choices": [choice("9.XX")]}) if "Which domain" in question else None

    served.fault_for = lambda question, num: babbles(question, num) or by_the_book(question)
    (tag,) = tagger.tag([HALF])
    assert (tag.grade, tag.topic) == ("5", None)
    assert tag.failure == "named no domain of those to choose from: '9.XX'"
    assert tag.fields()["tag_failure"] == tag.failure


def test_the_babble_of_an_untaught_model_is_no_tag(tagger):
    (tag,) = tagger.tag([HALF])
    assert tag.grade is None
    assert tag.topic_tags == []
    assert tag.failure.startswith("named no grade")


def test_a_server_that_refuses_everything_ends_the_batch(served, tagger):
    served.fault_for = lambda question, num_before: refuse(401, "no key")
    with pytest.raises(EndpointError):
        tagger.tag([HALF])


def test_without_an_address_it_says_what_to_give():
    with pytest.raises(ConfigError, match="--endpoint"):
        TAGGERS["llm"](TaggerOptions())
