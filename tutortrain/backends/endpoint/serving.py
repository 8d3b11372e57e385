"""Which model a server has behind an id: said by its list of models, else by a reply.

A server that answers under any name at all with the one model it has would make every benchmark a benchmark
of that model; nothing is measured before this has been looked into.
"""

import re
from difflib import get_close_matches
from typing import Final

from tutortrain.backends.endpoint.client import Endpoint
from tutortrain.errors import EndpointError, NoModelList

_FINE_TUNE: Final = re.compile(r"://|^ft:")
"""How services name weights that somebody trained: by an address, or with a mark before the name."""
_NUM_NEAREST: Final = 3


def confirm_served(endpoint: Endpoint) -> str | None:
    """None where the server lists the model and replies as it; a line to be reported where that is in doubt.

    Raises EndpointError with the nearest ids for a model that is not served, and where replies come from
    another one.
    """
    wanted = endpoint.config.model
    try:
        listed = endpoint.models()
    except NoModelList as error:
        return _probe(endpoint, f"{error}")
    if wanted in listed:
        return _probe(endpoint, None)
    if _FINE_TUNE.search(wanted) and not any(_FINE_TUNE.search(name) for name in listed):
        return _probe(endpoint, f"{endpoint.config.url} lists no fine-tuned model")
    raise EndpointError(_not_served(endpoint, listed))


def is_same_model(wanted: str, replied: str) -> bool:
    """Some servers add a revision to the name that they were asked for: `DIR@main`."""
    return replied in ("", wanted) or replied.startswith(f"{wanted}@")


def _probe(endpoint: Endpoint, doubt: str | None) -> str | None:
    wanted, replied = endpoint.config.model, endpoint.probe()
    if not is_same_model(wanted, replied):
        raise EndpointError(wrong_model(endpoint, replied))
    if doubt is None:
        return None
    said = f"a reply says that it comes from {replied}" if replied else "its replies do not say either"
    return f"{doubt}, so whether it serves {wanted} cannot be told from that; {said}"


def wrong_model(endpoint: Endpoint, replied: str) -> str:
    """The message for a reply that another model signed."""
    return (
        f"{endpoint.config.url} was asked for {endpoint.config.model} and replies as {replied}: it serves "
        "something else under that name; give the id that it knows (--served-model)"
    )


def _not_served(endpoint: Endpoint, listed: tuple[str, ...]) -> str:
    wanted = endpoint.config.model
    nearest = get_close_matches(wanted, listed, n=_NUM_NEAREST, cutoff=0) or listed[:_NUM_NEAREST]
    shown = f"nearest: {', '.join(nearest)}" if nearest else "it serves none"
    return f"{endpoint.config.url} does not serve {wanted} ({shown}); --served-model names one that it has"
