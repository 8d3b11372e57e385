"""What ends a whole batch, with one clear message."""

import time

import pytest

from tests.backends.endpoint.asking import ask, numbered, to
from tests.backends.served import Served, always, refuse, serving
from tutortrain.errors import EndpointError


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (401, r"wants another key; none was sent: put one into \.env"),
        (403, "does not let this key use bigram; none was sent"),
        (404, "does not exist, or serves no model bigram; url mostly ends in /v1"),
    ],
)
def test_what_every_request_would_meet_ends_the_batch(served: Served, status: int, remedy: str) -> None:
    served.fault_for = always(refuse(status, "go away"))

    with pytest.raises(EndpointError, match=remedy) as caught:
        ask(to(served, max_concurrent=2), *numbered(30))
    assert str(caught.value).endswith(f"({status}: go away)")
    assert len(served.questions) <= 4


def test_a_redirect_to_nowhere_is_refused_like_any_other(served: Served) -> None:
    served.fault_for = always(refuse(308, "moved", Location="http://[oops"))

    with pytest.raises(EndpointError, match="sends requests on to another address; that is not followed"):
        ask(to(served), "hello")


def test_an_unknown_model_is_refused_by_name(served: Served) -> None:
    with pytest.raises(EndpointError, match=r"serves no model trigram; .* The model trigram does not exist"):
        ask(to(served, model="trigram"), "hello")


def test_what_arrived_before_a_refusal_was_shown(served: Served) -> None:
    served.fault_for = lambda question, num_before: refuse(401, "expired") if question.endswith("3") else None
    shown: list[int] = []

    with pytest.raises(EndpointError):
        ask(to(served, max_concurrent=1), *numbered(9), on_reply=lambda index, _: shown.append(index))
    assert shown == [0, 1, 2]


def test_a_server_that_was_never_there_is_one_clear_error_at_once() -> None:
    with serving() as gone:
        pass
    started = time.monotonic()

    with pytest.raises(EndpointError) as caught:
        ask(to(gone, max_retries=9), *numbered(20))

    assert str(caught.value) == (
        f"Nothing can be reached at {gone.url}: Connection refused. Start the server, or correct url"
    )
    assert time.monotonic() - started < 1


def test_a_name_that_leads_nowhere_is_the_same_error(served: Served) -> None:
    with pytest.raises(EndpointError, match=r"Nothing can be reached at http://nobody\.invalid/v1: "):
        ask(to(served, url="http://nobody.invalid/v1"), "hello")


def test_a_server_without_encryption_is_said_to_be_one(served: Served) -> None:
    with pytest.raises(
        EndpointError, match=r"Nothing can be reached at https://.*: no encrypted connection: \[SSL"
    ):
        ask(to(served, url=served.url.replace("http://", "https://")), "hello")


def test_a_server_that_goes_away_is_looked_for_again_before_the_batch_ends() -> None:
    with serving() as served:
        endpoint = to(served, max_retries=2)
        ask(endpoint, "hello")

    with pytest.raises(EndpointError, match=r"Connection refused \(3 attempts\)"):
        ask(endpoint, *numbered(8))
