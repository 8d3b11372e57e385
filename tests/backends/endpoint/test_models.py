"""Which models a server says that it serves, and which one replies."""

import pytest

from tests.backends.endpoint.asking import to
from tests.backends.served import Fault, Served, always, choice, refuse, say, serving, tear
from tutortrain.errors import EndpointError, NoModelList


def test_the_served_models_are_listed(served: Served) -> None:
    served.listing = say({"data": [{"id": "base"}, {"id": "base-tutor"}]})

    assert to(served).models() == ("base", "base-tutor")


@pytest.mark.parametrize(
    ("listing", "why"),
    [
        (refuse(404, "no such route"), "404: no such route"),
        (refuse(403, "not yours"), "403: not yours"),
        (refuse(500, "cache is missing"), "500: cache is missing"),
        (say({"models": "many"}), '200: {"models": "many"}'),
        (say(b"<html>"), "200: <html>"),
        (tear, "the connection broke: "),
    ],
)
def test_a_server_that_cannot_say_what_it_serves_is_asked_once(
    served: Served, listing: Fault, why: str
) -> None:
    served.listing = listing

    with pytest.raises(NoModelList) as caught:
        to(served).models()
    assert str(caught.value).startswith(f"{served.url}/models does not list what is served ({why}")
    assert len(served.seen) == 1


def test_listing_the_models_of_no_server_is_not_the_same() -> None:
    with serving() as gone:
        pass

    with pytest.raises(EndpointError, match="Nothing can be reached") as caught:
        to(gone).models()
    assert type(caught.value) is EndpointError


def test_a_probe_tells_which_model_replies(served: Served) -> None:
    served.replies_as = "base"

    assert to(served).probe() == "base"
    assert served.seen[0].body["max_tokens"] == 1


def test_a_probe_needs_no_text_in_the_reply(served: Served) -> None:
    served.fault_for = always(say({"model": "thinker", "choices": [choice(None, "length", reasoning="Hm")]}))

    assert to(served).probe() == "thinker"


def test_a_probe_without_an_answer_is_an_error(served: Served) -> None:
    served.fault_for = always(refuse(500, "out of memory"))

    with pytest.raises(EndpointError, match=r"does not answer for bigram: 500: out of memory \(2 attempts\)"):
        to(served, max_retries=1).probe()
